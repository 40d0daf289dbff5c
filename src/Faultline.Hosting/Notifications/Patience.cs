namespace Faultline.Hosting.Notifications;

/// <summary>How long a channel may take, as the reference has it.</summary>
internal static class Patience
{
    /// <summary>To answer the call.</summary>
    public static readonly TimeSpan Connect = TimeSpan.FromSeconds(2);

    /// <summary>To take what it is told.</summary>
    public static readonly TimeSpan Read = TimeSpan.FromSeconds(5);

    /// <summary>Both.</summary>
    public static readonly TimeSpan Whole = Connect + Read;
}
