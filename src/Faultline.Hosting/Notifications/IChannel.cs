using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Notifications;

/// <summary>Somebody who is told of events.</summary>
internal interface IChannel : IDisposable
{
    /// <summary>Who it is, for messages, without a secret.</summary>
    string Name { get; }

    /// <summary>Tells of one event.</summary>
    /// <returns>Why it did not arrive; null where it did.</returns>
    Task<string?> TellAsync(DataObject happened, CancellationToken stop);
}
