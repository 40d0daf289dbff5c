namespace Faultline.Proxy.Relaying;

/// <summary>What an <see cref="EventLoop"/> knows a handler by.</summary>
/// <param name="Slot">Its place, which another one gets after it.</param>
/// <param name="Generation">How often the place had been given away before.</param>
internal readonly record struct HandlerKey(int Slot, int Generation);
