using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Secrets;

/// <summary>One secret that is asked for.</summary>
/// <param name="Declaration">The object under <c>secrets</c>, its <c>type</c> included.</param>
/// <param name="Configuration">The experiment's configuration, in which a source may find where and as whom to ask.</param>
public sealed record SecretRequest(DataObject Declaration, DataObject Configuration);
