using System.Text;
using Faultline.Abstractions;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Secrets;
using Faultline.Documents;

namespace Faultline.Secrets.Files;

/// <summary>A file's text to a secret: JSON and YAML by its extension, NAME=VALUE lines where a key is asked for, or the text itself.</summary>
internal static class SecretFile
{
    private const int MostBytes = 1024 * 1024;

    /// <summary>The path, with the user's folder in place of '~'.</summary>
    public static string Expand(string path, IEnvironment environment) =>
        path.StartsWith("~/", StringComparison.Ordinal) && environment.Get("HOME") is { Length: > 0 } home ? home + path[1..] : path;

    public static SecretAnswer Read(string path, string? key, IEnvironment environment)
    {
        var file = Expand(path, environment);
        byte[] bytes;
        try
        {
            bytes = ReadBounded(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SecretAnswer.Failed($"the file '{path}' of a secret can't be read: {e.Message}", "Is it there, and may we read it?");
        }

        try
        {
            return DocumentText.FormatOf(file) is { } format
                ? Pick(path, key, DocumentText.Parse(bytes, format))
                : Plain(path, key, Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF'));
        }
        catch (DataSyntaxException e)
        {
            // What is wrong there is not told: it may be a part of the secret.
            return new SecretAnswer.Failed($"{path}:{e.Position}: the file of a secret is not the JSON or YAML that its name promises");
        }
    }

    private static byte[] ReadBounded(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[MostBytes + 1];
        var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count <= MostBytes ? buffer[..count] : throw new IOException("it is larger than 1 MiB.");
    }

    private static SecretAnswer Plain(string path, string? key, string text)
    {
        if (key is null && !path.EndsWith(".env", StringComparison.Ordinal))
        {
            return new SecretAnswer.Found(
                text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
                : text.EndsWith('\n') ? text[..^1]
                : text
            );
        }

        var values = new List<DataMember>();
        foreach (var (line, number) in text.ReplaceLineEndings("\n").Split('\n').Select((line, i) => (line.Trim(), i + 1)))
        {
            if (line.Length == 0 || line.StartsWith('#'))
            {
                continue;
            }

            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                return new SecretAnswer.Failed($"{path}:{number}:1: a line of a file of secrets with keys is NAME=VALUE");
            }

            var name = line[..equals].Trim();
            values.Add(
                new DataMember(
                    name.StartsWith("export ", StringComparison.Ordinal) ? name[7..].Trim() : name,
                    Unquoted(line[(equals + 1)..].Trim())
                )
            );
        }

        return Pick(path, key, new DataObject(values));
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'' ? value[1..^1] : value;

    // A key with dots leads into a tree, where no key of that very name stands at its top.
    private static SecretAnswer Pick(string path, string? key, DataNode root)
    {
        if (key is null)
        {
            return new SecretAnswer.Found(root);
        }

        if (root is DataObject top && top.TryGet(key, out var whole))
        {
            return new SecretAnswer.Found(whole);
        }

        var node = key.Split('.').Aggregate((DataNode?)root, (at, part) => (at as DataObject)?[part]);
        return node is not null
            ? new SecretAnswer.Found(node)
            : new SecretAnswer.Failed(
                $"the file '{path}' of a secret has no key '{key}'",
                Suggestion.Sentence(key, (root as DataObject ?? DataObject.Empty).Members.Select(member => member.Key))
            );
    }
}
