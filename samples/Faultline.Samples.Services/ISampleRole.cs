using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Services;

/// <summary>What one of the services answers.</summary>
internal interface ISampleRole : IDisposable
{
    /// <summary>Answers a request. The token ends with the request or the service, whichever comes first.</summary>
    Task AnswerAsync(HttpContext context, CancellationToken cancellationToken);
}
