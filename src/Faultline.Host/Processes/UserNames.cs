using System.Globalization;
using Faultline.Abstractions.Faults;

namespace Faultline.Host.Processes;

/// <summary>Users and groups by name or number, from <c>/etc/passwd</c> and <c>/etc/group</c>.</summary>
internal static class UserNames
{
    /// <summary>A user's number.</summary>
    /// <exception cref="FaultRefusedException">There is no such user.</exception>
    public static long User(string name) => Find(name, "/etc/passwd", "user");

    /// <summary>A group's number.</summary>
    /// <exception cref="FaultRefusedException">There is no such group.</exception>
    public static long Group(string name) => Find(name, "/etc/group", "group");

    private static long Find(string name, string file, string kind)
    {
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        // "name:x:number:…" in both.
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        foreach (var line in lines)
        {
            if (
                line.Split(':') is [var found, _, var id, ..]
                && found == name
                && long.TryParse(id, CultureInfo.InvariantCulture, out var known)
            )
            {
                return known;
            }
        }

        throw new FaultRefusedException(
            $"there is no {kind} '{name}' in {file}",
            "Give its number where it comes from a directory service."
        );
    }
}
