using Faultline.Proxy.Leases;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Toxics;
using Microsoft.AspNetCore.Http;

namespace Faultline.Proxy.Api;

/// <summary>The API: Toxiproxy's, and our leases beside it.</summary>
internal sealed class ApiRequests(ProxyTable proxies, LeaseTable leases, LeaseRequests leaseRequests, string version)
{
    // The version of the API that clients ask for.
    private const string Compatible = "2.12.0";

    /// <summary>The header that makes what a request makes vanish with a lease.</summary>
    public const string LeaseHeader = "X-Faultline-Lease";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var answer = await AnswerOrExplainAsync(context);
        if (context.Response.HasStarted)
        {
            return;
        }

        context.Response.StatusCode = answer.Status;
        if (answer.Body.Length > 0)
        {
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private async Task<ApiAnswer> AnswerOrExplainAsync(HttpContext context)
    {
        // A page that somebody visits must not be able to break what runs on the machine.
        if (context.Request.Headers.UserAgent.ToString().StartsWith("Mozilla/", StringComparison.Ordinal))
        {
            return ApiAnswer.Text(403, "User agent not allowed\n");
        }

        try
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
            return await AnswerAsync(context, path, body.ToArray()) ?? ApiAnswer.Text(404, "404 page not found\n");
        }
        catch (ProxyException e)
        {
            return ApiAnswer.Error(e.Status, e.Message);
        }
    }

    private async Task<ApiAnswer?> AnswerAsync(HttpContext context, string[] path, byte[] body)
    {
        var method = context.Request.Method;
        return (path, method) switch
        {
            (["proxies"], "GET") => ListProxies(),
            (["proxies"], "POST") => await CreateProxyAsync(context, body),
            (["proxies", var name], "GET") => Show(200, proxies.Get(name)),
            (["proxies", var name], "POST" or "PATCH") => await UpdateProxyAsync(context, name, body),
            (["proxies", var name], "DELETE") => await NothingAsync(proxies.RemoveAsync(name)),
            (["proxies", var name, "toxics"], "GET") => ApiAnswer.Json(200, writer => ApiJson.Write(writer, proxies.Get(name).Toxics.All)),
            (["proxies", var name, "toxics"], "POST") => CreateToxic(context, proxies.Get(name), body),
            (["proxies", var name, "toxics", var toxic], "GET") => Show(proxies.Get(name).Toxics.Find(toxic) ?? throw ToxicNotFound()),
            (["proxies", var name, "toxics", var toxic], "POST" or "PATCH") => UpdateToxic(proxies.Get(name), toxic, body),
            (["proxies", var name, "toxics", var toxic], "DELETE") => DeleteToxic(proxies.Get(name), toxic),
            (["populate"], "POST") => await PopulateAsync(context, body),
            (["reset"], "POST") => await NothingAsync(proxies.ResetAsync()),
            (["version"], "GET") => Version(),
            (["metrics"], "GET") => ApiAnswer.Text(200, MetricsText.Write(proxies), MetricsText.ContentType),
            (["faultline", "proxies", var name, "toxics", var toxic, "canary"], "POST") => await CanaryRequests.AnswerAsync(
                proxies,
                proxies.Get(name).Toxics.Find(toxic) ?? throw ToxicNotFound(),
                body,
                context.RequestAborted
            ),
            (["faultline", "leases", .. var rest], _) => await leaseRequests.AnswerAsync(context, rest, body),
            (["proxies"] or ["proxies", _] or ["proxies", _, "toxics"] or ["proxies", _, "toxics", _], _) => ApiAnswer.Text(405, ""),
            (["populate"] or ["reset"] or ["version"] or ["metrics"], _) => ApiAnswer.Text(405, ""),
            _ => null,
        };
    }

    private static ApiAnswer Show(int status, FaultProxy proxy) => ApiAnswer.Json(status, writer => ApiJson.Write(writer, proxy));

    private static ApiAnswer Show(Toxic toxic) => ApiAnswer.Json(200, writer => ApiJson.Write(writer, toxic));

    private static async Task<ApiAnswer> NothingAsync(Task done)
    {
        await done;
        return ApiAnswer.NoContent;
    }

    private ApiAnswer ListProxies() =>
        ApiAnswer.Json(
            200,
            writer =>
            {
                writer.WriteStartObject();
                foreach (var proxy in proxies.All)
                {
                    writer.WritePropertyName(proxy.Name);
                    ApiJson.Write(writer, proxy);
                }

                writer.WriteEndObject();
            }
        );

    private async Task<ApiAnswer> CreateProxyAsync(HttpContext context, byte[] body) =>
        Show(201, await proxies.CreateAsync(ApiBody.NewProxy(ApiBody.Parse(body)), LeaseOf(context)));

    private async Task<ApiAnswer> UpdateProxyAsync(HttpContext context, string name, byte[] body)
    {
        proxies.Get(name);
        var parsed = ApiBody.Parse(body);
        ProxyWish Change(FaultProxy proxy) => ApiBody.ChangedProxy(parsed, proxy);
        return Show(
            200,
            LeaseOf(context) is { } lease ? await proxies.DisableAsync(name, Change, lease) : await proxies.UpdateAsync(name, Change)
        );
    }

    private async Task<ApiAnswer> PopulateAsync(HttpContext context, byte[] body)
    {
        IReadOnlyList<FaultProxy> done = [];
        ProxyException? problem;
        try
        {
            (done, problem) = await proxies.PopulateAsync(ApiBody.Proxies(ApiBody.Parse(body)), LeaseOf(context));
        }
        catch (ProxyException e)
        {
            problem = e;
        }

        return ApiAnswer.Json(
            problem?.Status ?? 201,
            writer =>
            {
                writer.WriteStartObject();
                if (problem is not null)
                {
                    writer.WriteString("error", problem.Message);
                    writer.WriteNumber("status", problem.Status);
                }

                writer.WriteStartArray("proxies");
                foreach (var proxy in done)
                {
                    ApiJson.Write(writer, proxy);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }
        );
    }

    private ApiAnswer CreateToxic(HttpContext context, FaultProxy proxy, byte[] body)
    {
        var (name, kind, stream, settings) = ApiBody.NewToxic(ApiBody.Parse(body));
        var lease = LeaseOf(context);
        var toxic = new Toxic(name, kind, stream, settings, lease);
        if (!proxy.Toxics.TryAdd(toxic))
        {
            throw new ProxyException(409, "toxic already exists");
        }

        // A lease that ended meanwhile may have been cleared up before there was a toxic to remove.
        if (lease is { IsEnded: true })
        {
            proxy.Toxics.Remove(other => other == toxic);
            throw new ProxyException(404, "lease not found");
        }

        return Show(toxic);
    }

    private static ApiAnswer UpdateToxic(FaultProxy proxy, string name, byte[] body)
    {
        if (proxy.Toxics.Find(name) is null)
        {
            throw ToxicNotFound();
        }

        var parsed = ApiBody.Parse(body);
        return Show(proxy.Toxics.Update(name, toxic => ApiBody.Settings(parsed, toxic.Kind, toxic.Settings)) ?? throw ToxicNotFound());
    }

    private static ApiAnswer DeleteToxic(FaultProxy proxy, string name) =>
        proxy.Toxics.Remove(toxic => toxic.Name == name) > 0 ? ApiAnswer.NoContent : throw ToxicNotFound();

    private ApiAnswer Version() =>
        ApiAnswer.Json(
            200,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("version", Compatible);
                writer.WriteString("faultline", version);
                writer.WriteEndObject();
            }
        );

    private Lease? LeaseOf(HttpContext context) =>
        context.Request.Headers[LeaseHeader].ToString() is { Length: > 0 } id ? leases.Get(id) : null;

    private static ProxyException ToxicNotFound() => new(404, "toxic not found");
}
