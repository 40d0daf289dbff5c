using System.Text.RegularExpressions;

namespace Faultline.Lab.Files;

/// <summary>The names that labs can have.</summary>
internal static partial class LabName
{
    /// <summary>Whether a lab can have this name.</summary>
    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <exception cref="LabException">A lab can't have this name.</exception>
    public static void Require(string name)
    {
        if (!IsValid(name))
        {
            throw new LabException(
                $"'{name}' is not a name for a lab; use up to 40 lower case letters, digits and '-', such as 'greeting'."
            );
        }
    }

    [GeneratedRegex("^[a-z0-9](?:[-a-z0-9]{0,38}[a-z0-9])?\\z")]
    private static partial Regex Pattern();
}
