using System.Globalization;
using Faultline.Abstractions.Activities;
using Faultline.Abstractions.Data;
using Faultline.Abstractions.Planning;

namespace Faultline.Providers.Local.Http;

/// <summary>What a request would be; nothing is sent.</summary>
internal static class HttpPlans
{
    public static CallPlan Of(ActivityCall call)
    {
        var (template, problem) = HttpRequestTemplate.Read(call.Provider);
        if (template is null)
        {
            return new CallPlan
            {
                What = "an HTTP request",
                Knowledge = TargetKnowledge.Unknown,
                Reason = problem,
            };
        }

        return new CallPlan
        {
            What = $"{template.Method} {Shown(HttpRequestTemplate.Read(call.Shown).Template?.Address ?? template.Address)}",
            Knowledge = call.Kind == ActivityKind.Probe ? TargetKnowledge.None : TargetKnowledge.Opaque,
            Reason = call.Kind == ActivityKind.Probe ? null : "what the other side does with a request is not known",
            Hosts = [template.Address.IdnHost],
            Bound = Bound(template),
            Warnings = Warnings(call, template),
        };
    }

    // Name and password in an address are a log-in.
    private static string Shown(Uri address) =>
        address.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped);

    private static CallBound Bound(HttpRequestTemplate template)
    {
        if (template.ConnectTimeout is not { } connect || template.ReadTimeout is not { } read)
        {
            return CallBound.Unbounded("the request has no timeout");
        }

        var tries = template.MaxRetries + 1;
        var once = string.Create(
            CultureInfo.InvariantCulture,
            $"{connect.TotalSeconds:0.###} s to connect and {read.TotalSeconds:0.###} s for an answer that comes at once"
        );
        return new CallBound(
            (connect + read) * tries,
            tries == 1 ? once : string.Create(CultureInfo.InvariantCulture, $"{tries} tries of {once}")
        );
    }

    private static System.Collections.Immutable.ImmutableArray<string> Warnings(ActivityCall call, HttpRequestTemplate template)
    {
        var warnings = System.Collections.Immutable.ImmutableArray.CreateBuilder<string>();
        if (!template.VerifyTls && template.Address.Scheme == Uri.UriSchemeHttps)
        {
            warnings.Add("the server's certificate is not verified (verify_tls: false)");
        }

        if (SecretTexts.Occur(call.Secrets, new DataString(template.Address.Query)))
        {
            warnings.Add("a secret stands in the address, which servers and proxies write to their logs; send it in a header");
        }

        return warnings.DrainToImmutable();
    }
}
