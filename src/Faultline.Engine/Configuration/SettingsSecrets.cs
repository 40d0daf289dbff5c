using Faultline.Abstractions.Data;

namespace Faultline.Engine.Configuration;

/// <summary>Which values of a settings file are secret.</summary>
public static class SettingsSecrets
{
    // What stands in these headers is no secret, and occurs everywhere.
    private static readonly string[] OpenHeaders = ["accept", "content-", "user-agent", "cache-control"];
    private static readonly string[] SecretWords = ["password", "passwd", "secret", "token", "apikey", "credential", "privatekey"];

    /// <summary>The secret texts of a settings file, as they stand in it; of credentials such as <c>Bearer x</c> the second word too.</summary>
    public static IEnumerable<string> Of(DataObject settings)
    {
        var found = new List<string>();
        Hide(settings, found);
        return found.SelectMany(value =>
            value.IndexOf(' ', StringComparison.Ordinal) is var at and > 0 ? [value, value[(at + 1)..].Trim()] : new[] { value }
        );
    }

    /// <summary>The settings with a mask in place of each secret.</summary>
    public static DataObject Hide(DataObject settings) => Hide(settings, []);

    private static DataObject Hide(DataObject settings, List<string> found) =>
        new(
            settings.Members.Select(member =>
                member with
                {
                    Value = member.Key switch
                    {
                        "auths" => HideCredentials(member.Value, found),
                        "notifications" => HideHeaders(member.Value, found),
                        _ => HideNamed(member.Value, found),
                    },
                }
            ),
            settings.Position
        );

    private static DataNode HideCredentials(DataNode auths, List<string> found) =>
        auths is DataObject hosts
            ? Each(
                hosts,
                (_, auth) => auth is DataObject one ? Each(one, (key, value) => key == "type" ? value : Secret(value, found)) : auth
            )
            : auths;

    private static DataNode HideHeaders(DataNode notifications, List<string> found) =>
        notifications is DataArray channels
            ? DataArray.Of(
                channels.Items.Select(channel =>
                    channel is DataObject one
                        ? Each(
                            one,
                            (key, value) =>
                                key == "headers" && value is DataObject headers ? Headers(headers, found) : Named(key, value, found)
                        )
                        : channel
                )
            )
            : notifications;

    private static DataObject Headers(DataObject headers, List<string> found) =>
        Each(
            headers,
            (name, value) =>
                OpenHeaders.Any(open => name.StartsWith(open, StringComparison.OrdinalIgnoreCase)) ? value : Secret(value, found)
        );

    private static DataNode HideNamed(DataNode node, List<string> found) =>
        node switch
        {
            DataObject mapping => Each(mapping, (key, value) => Named(key, value, found)),
            DataArray list => DataArray.Of(list.Items.Select(item => HideNamed(item, found))),
            _ => node,
        };

    private static DataNode Named(string key, DataNode value, List<string> found)
    {
        var word = key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return value is DataString or DataNumber && SecretWords.Any(secret => word.EndsWith(secret, StringComparison.OrdinalIgnoreCase))
                ? Secret(value, found)
            : value is DataString text ? WithoutUserInfo(text, found)
            : HideNamed(value, found);
    }

    // https://user:password@host/
    private static DataNode WithoutUserInfo(DataString text, List<string> found)
    {
        if (
            !text.Value.Contains('@', StringComparison.Ordinal)
            || !Uri.TryCreate(text.Value, UriKind.Absolute, out var address)
            || address.UserInfo.IndexOf(':', StringComparison.Ordinal) is not (var colon and > 0)
        )
        {
            return text;
        }

        var password = address.UserInfo[(colon + 1)..];
        found.Add(password);
        found.Add(Uri.UnescapeDataString(password));
        return text.Value.Replace(":" + password + "@", $":{SecretMask.Mask}@", StringComparison.Ordinal);
    }

    private static DataNode Secret(DataNode value, List<string> found)
    {
        if (value is DataNull or DataBoolean)
        {
            return value;
        }

        found.AddRange(Texts(value));
        return SecretMask.Mask;
    }

    private static IEnumerable<string> Texts(DataNode node) =>
        node switch
        {
            DataString text => [text.Value],
            DataNumber number => [number.Text],
            DataArray list => list.Items.SelectMany(Texts),
            DataObject mapping => mapping.Members.SelectMany(member => Texts(member.Value)),
            _ => [],
        };

    private static DataObject Each(DataObject mapping, Func<string, DataNode, DataNode> change) =>
        new(mapping.Members.Select(member => member with { Value = change(member.Key, member.Value) }), mapping.Position);
}
