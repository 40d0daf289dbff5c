namespace Faultline.Cli.Documentation;

/// <summary>
/// What shells run to complete a command line: they ask this program, which knows its own commands, and fall back to file names.
/// The name under which it was called is replaced, since it may be a path or the reference's.
/// </summary>
internal static class CompletionScripts
{
    public static IReadOnlyDictionary<string, string> ByShell { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bash"] = """
                # faultline completion bash > ~/.local/share/bash-completion/completions/faultline
                _faultline() {
                    local IFS=$'\n' name=${COMP_WORDS[0]} word=${COMP_WORDS[COMP_CWORD]} line point found
                    line="faultline${COMP_LINE#"$name"}"
                    point=$((COMP_POINT - ${#name} + 9))
                    found=$("$name" "[suggest:$point]" "$line" 2>/dev/null)
                    case $word in -*) ;; *) found=$(printf '%s\n' "$found" | grep -v '^-') ;; esac
                    COMPREPLY=($(compgen -W "$found" -- "$word"))
                }
                complete -o default -F _faultline faultline chaos

                """,
            ["zsh"] = """
                #compdef faultline chaos
                # faultline completion zsh > "${fpath[1]}/_faultline"
                _faultline() {
                    local name=${words[1]} line="faultline ${(j: :)words[2,CURRENT]}"
                    local -a found
                    found=("${(@f)$("$name" "[suggest:${#line}]" "$line" 2>/dev/null)}")
                    found=(${found:#})
                    [[ $PREFIX == -* ]] || found=(${found:#-*})
                    if (( $#found )) && compadd -- $found; then return; fi
                    _files
                }
                if [[ $funcstack[1] == _faultline ]]; then _faultline "$@"; else compdef _faultline faultline chaos; fi

                """,
            ["fish"] = """
                # faultline completion fish > ~/.config/fish/completions/faultline.fish
                function __faultline_complete
                    set -l words (commandline -opc)
                    set -l word (commandline -ct)
                    set -l line (string join ' ' faultline $words[2..-1] $word)
                    set -l found ($words[1] "[suggest:"(string length -- $line)"]" $line 2>/dev/null)
                    string match -q -- '-*' $word; or set found (string match -v -- '-*' $found)
                    printf '%s\n' $found
                end
                for name in faultline chaos
                    complete -c $name -a '(__faultline_complete)'
                end

                """,
        };
}
