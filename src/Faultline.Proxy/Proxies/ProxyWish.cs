namespace Faultline.Proxy.Proxies;

/// <summary>A proxy as somebody asks for it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Listen">Where it is to listen.</param>
/// <param name="Upstream">Where it is to send to.</param>
/// <param name="IsEnabled">Whether it is to listen at once; null where nothing is said of it: one that is new does, others stay as they are.</param>
internal sealed record ProxyWish(string Name, string Listen, string Upstream, bool? IsEnabled);
