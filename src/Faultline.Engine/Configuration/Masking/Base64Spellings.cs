namespace Faultline.Engine.Configuration.Masking;

/// <summary>
/// Base64 of a value at each of the three places that it can have in a longer text: three bytes become four characters, so what
/// comes before shifts it. Only characters that hold nothing but the value are searched for.
/// </summary>
internal static class Base64Spellings
{
    public static IEnumerable<SoughtText> Of(byte[] value)
    {
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. value]);
            // The first that holds no bit of what stands before, and behind the last that holds no bit of what comes after.
            var start = (shift * 8 + 5) / 6;
            var end = (shift + value.Length) * 8 / 6;
            if (end - start < SecretSpellings.Shortest)
            {
                continue;
            }

            var core = text[start..end];
            var hasPartAfter = (shift + value.Length) % 3 != 0;
            yield return new SoughtText(core, shift > 0, hasPartAfter, IsBase64: true);
            yield return new SoughtText(core.Replace('+', '-').Replace('/', '_'), shift > 0, hasPartAfter, IsBase64: true);
        }
    }

    public static bool IsDigit(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_';
}
