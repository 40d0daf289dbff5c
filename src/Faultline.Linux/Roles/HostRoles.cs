namespace Faultline.Linux.Roles;

/// <summary>The small roles of this program that faults of hosts need a process of their own for.</summary>
public static class HostRoles
{
    /// <summary>The word of the command line that asks for one: <c>faultline host-role burn …</c>.</summary>
    public const string Word = "host-role";

    private const int Usage = 2;

    /// <summary>Takes a role.</summary>
    /// <param name="arguments">The role's name and its arguments.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments) =>
        arguments switch
        {
            [ProcessorBurner.Role, var workers, var percent, _] => ProcessorBurner.Run(workers, percent),
            [NamespaceEnd.Role, var how, var forbidden] => NamespaceEnd.Run(how, forbidden),
            _ => Usage,
        };
}
