using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services.Greeting;

/// <summary>The greeter and the name service: one word, or another one for a certain query value, on every path.</summary>
internal sealed class WordRole(string logName, string key, string specialFor, string special, string usual, TextWriter log) : ISampleRole
{
    /// <inheritdoc/>
    public async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var value = context.Request.Query.TryGetValue(key, out var values) ? values.ToString() : "undefined";
        await log.WriteLineAsync($"{logName}[{key}]: {Printable.Line(value)}");
        await Answers.TextAsync(context, StatusCodes.Status200OK, value == specialFor ? special : usual, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
