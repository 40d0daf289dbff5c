using System.Collections.Immutable;
using Faultline.Abstractions.Data;
using Faultline.Engine.Configuration;

namespace Faultline.Hosting.Notifications;

/// <summary>
/// Tells the channels of the user's settings what happens (reference specification §15): each channel in the order of events, beside
/// what happens, so that a slow one holds nobody up but the end, and that for no longer than one answer may take.
/// </summary>
public sealed class Notifier : IAsyncDisposable
{
    private readonly ImmutableArray<ChannelQueue> _channels;
    private readonly TimeProvider _time;

    /// <summary>A notifier of the given channels.</summary>
    /// <param name="settings">Whose notifications; what is secret in them never stands in a message about them.</param>
    /// <param name="host">Where plug-ins are called.</param>
    /// <param name="warn">Is told of every notification that did not arrive.</param>
    public Notifier(Settings settings, FaultlineHost host, Action<string> warn)
    {
        _time = host.Time;
        var mask = new SecretMask(DataObject.Empty, settings.Secrets);
        foreach (var problem in settings.Notifications.Select(ChannelDeclaration.ProblemOf).OfType<string>())
        {
            warn($"A notification channel of the settings can't be told of anything: {problem}");
        }

        _channels =
        [
            .. settings
                .Notifications.Where(channel => ChannelDeclaration.ProblemOf(channel) is null)
                .Select(channel => new ChannelQueue(
                    channel,
                    channel.Text("type") == "http" ? new HttpChannel(channel, _time) : new PluginChannel(channel, host),
                    _time,
                    message => warn(mask.Apply(message))
                )),
        ];
    }

    /// <summary>Whether anybody is to be told anything.</summary>
    public bool IsNeeded => _channels.Length > 0;

    /// <summary>Tells of an event, and returns at once.</summary>
    /// <param name="name">The event, such as <c>run-started</c>.</param>
    /// <param name="phase">run, validate, init or discovery.</param>
    /// <param name="payload">What it is about; it must hold no secret.</param>
    /// <param name="error">Why something failed; null where nothing did.</param>
    public void Tell(string name, string phase, DataNode payload, string? error = null)
    {
        if (!IsNeeded)
        {
            return;
        }

        var happened = DataObject.Of(
            ("name", name),
            ("payload", payload),
            ("phase", phase),
            ("ts", DataNumber.From((_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds))
        );
        foreach (var channel in _channels)
        {
            channel.Add(name, error is null ? happened : happened.With("error", error));
        }
    }

    /// <summary>Waits until everything is told, but no longer than one answer may take; of the rest it is said that it was not.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_channels.Select(channel => channel.DisposeAsync().AsTask()));
    }
}
