using Faultline.Abstractions.Data;
using Faultline.Abstractions.Faults;
using Faultline.Providers.Proxy.Client;

namespace Faultline.Providers.Proxy.Functions;

/// <summary>What a reversal needs of a change besides what it was and what it is.</summary>
internal static class ChangeReach
{
    private const string Server = "server";
    private const string Toxic = "toxic";
    private const string Proxy = "proxy";
    private const string IsMadeKey = "made";
    private const string Url = "url";
    private const string Before = "before";
    private const string After = "after";

    /// <param name="address">Where the proxy's API is.</param>
    /// <param name="proxy">The proxy.</param>
    /// <param name="toxic">The toxic; null where the change is of the proxy itself.</param>
    public static DataObject Of(ProxyApiAddress address, string proxy, string? toxic)
    {
        var reach = DataObject.Of((Server, address.ToString()), (Proxy, proxy));
        return toxic is null ? reach : reach.With(Toxic, toxic);
    }

    public static DataObject Made(DataObject reach) => reach.With(IsMadeKey, true);

    /// <summary>What is kept in memory only: the address with its password, and values of which the run may hide parts.</summary>
    public static DataObject Secrets(ProxyApiAddress address, DataObject? before, DataObject? after) =>
        DataObject.Of(
            (Url, address.Secret),
            (Before, before ?? (DataNode)DataNull.Instance),
            (After, after ?? (DataNode)DataNull.Instance)
        );

    /// <summary>The proxy and the toxic of a record; null where it is none of ours.</summary>
    public static (string Proxy, string? Toxic)? TargetOf(DataObject reach) =>
        reach.Text(Proxy) is { } proxy ? (proxy, reach.Text(Toxic)) : null;

    /// <summary>The address; null where neither memory nor the record tells it.</summary>
    public static ProxyApiAddress? AddressOf(DataObject reach, DataObject secrets) =>
        ProxyApiAddress.TryParse(secrets.Text(Url) ?? reach.Text(Server) ?? "", out var address) ? address : null;

    /// <summary>Whether the change is known to have been made; otherwise it may have been or not, or still be on its way.</summary>
    public static bool IsMade(DataObject reach) => reach[IsMadeKey] is DataBoolean { Value: true };

    /// <summary>Whether what it was and what it is are known in full.</summary>
    public static bool IsWhole(UndoRecord record, DataObject secrets) => !record.IsMasked || secrets.Has(Before);

    public static DataObject BeforeOf(UndoRecord record, DataObject secrets) => secrets[Before] as DataObject ?? record.Before;

    public static DataObject? AfterOf(UndoRecord record, DataObject secrets) => secrets[After] as DataObject ?? record.After;
}
