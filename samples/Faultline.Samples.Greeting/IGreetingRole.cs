using Microsoft.AspNetCore.Http;

namespace Faultline.Samples.Greeting;

/// <summary>What one of the services answers.</summary>
internal interface IGreetingRole : IDisposable
{
    /// <summary>Answers a request. The token ends with the request or the service, whichever comes first.</summary>
    Task AnswerAsync(HttpContext context, CancellationToken cancellationToken);
}
