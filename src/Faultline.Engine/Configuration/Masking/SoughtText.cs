namespace Faultline.Engine.Configuration.Masking;

/// <summary>A text to search for.</summary>
/// <param name="Text">The text; at least four characters.</param>
/// <param name="HasPartBefore">Whether the base64 character before it holds a part of the secret too.</param>
/// <param name="HasPartAfter">Whether the base64 character after it holds a part of the secret too.</param>
/// <param name="IsBase64">Whether padding may follow.</param>
internal sealed record SoughtText(string Text, bool HasPartBefore = false, bool HasPartAfter = false, bool IsBase64 = false);
