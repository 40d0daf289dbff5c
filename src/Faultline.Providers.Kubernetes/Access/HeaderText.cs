namespace Faultline.Providers.Kubernetes.Access;

/// <summary>Text that goes into an HTTP header.</summary>
internal static class HeaderText
{
    /// <summary>The text, where a header can carry it.</summary>
    /// <param name="text">The value; it is not shown.</param>
    /// <param name="place">Where it stands, for the message.</param>
    /// <exception cref="ClusterAccessException">It can't be sent, so a line break or the like has slipped in.</exception>
    public static string Check(string text, string place) =>
        text.All(c => c is >= ' ' and < '\u007f')
            ? text
            : throw new ClusterAccessException(
                $"{place} contains a line break or another character that no HTTP header can carry. Write it again, on one line."
            );
}
