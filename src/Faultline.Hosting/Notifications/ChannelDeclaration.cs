using Faultline.Abstractions.Data;

namespace Faultline.Hosting.Notifications;

/// <summary>What settings say of a channel.</summary>
internal static class ChannelDeclaration
{
    /// <summary>Why nobody can be told by it; null where somebody can.</summary>
    public static string? ProblemOf(DataObject channel) =>
        channel["events"] is not (null or DataNull or DataArray)
            ? "the 'events' of a channel are a list of names"
            : channel.Text("type") switch
            {
                "http"
                    when !Uri.TryCreate(channel.Text("url"), UriKind.Absolute, out var address)
                        || address.Scheme is not ("http" or "https") =>
                    "a channel of type http needs a 'url' that begins with http:// or https://",
                "http" when channel["headers"] is not (null or DataNull or DataObject) => "the 'headers' of a channel are an object",
                "plugin" when string.IsNullOrEmpty(channel.Text("module")) => "a channel of type plugin needs a 'module'",
                "http" or "plugin" => null,
                _ => "the 'type' of a channel is http or plugin",
            };
}
