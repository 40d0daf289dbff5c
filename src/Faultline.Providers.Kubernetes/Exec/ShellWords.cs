using System.Collections.Immutable;
using System.Text;

namespace Faultline.Providers.Kubernetes.Exec;

/// <summary>A command line cut into words as a shell does it: by blanks, but for those in quotes or behind a backslash.</summary>
internal static class ShellWords
{
    /// <summary>The words; false where a quote is not closed, or nothing follows a backslash.</summary>
    public static bool TrySplit(string line, out ImmutableArray<string> words)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (isWord, quote) = (false, '\0');
        words = [];
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && quote != '\'')
            {
                if (++i == line.Length)
                {
                    return false;
                }

                // Between double quotes a backslash stands for itself unless it keeps a quote or another one from its meaning.
                word.Append(quote == '"' && line[i] is not ('"' or '\\') ? "\\" + line[i] : line[i].ToString());
                isWord = true;
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                isWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End();
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        End();
        words = found.DrainToImmutable();
        return quote == '\0';

        void End()
        {
            if (isWord)
            {
                found.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }
    }
}
