using Faultline.Proxy.Canaries;
using Faultline.Proxy.Proxies;
using Faultline.Proxy.Toxics;

namespace Faultline.Proxy.Api;

/// <summary><c>POST /faultline/proxies/{proxy}/toxics/{toxic}/canary</c>: an extension of ours, which clients of Toxiproxy never meet.</summary>
internal static class CanaryRequests
{
    private const double Usual = 1;
    private const double Longest = 30;
    private const double MostBytes = 256 * 1024;

    /// <summary>Sends a canary, and answers with what became of it.</summary>
    public static async Task<ApiAnswer> AnswerAsync(ProxyTable proxies, Toxic toxic, byte[] body, CancellationToken stop)
    {
        var bytes = Number(body, "bytes", 1, MostBytes);
        var wait = TimeSpan.FromSeconds(Number(body, "wait", Usual, Longest));
        var flight = await Canary.FlyAsync(toxic, (int)bytes, wait, proxies, stop);
        return ApiAnswer.Json(
            200,
            writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("sent_bytes", flight.Sent);
                writer.WriteNumber("arrived_bytes", flight.Arrived);
                writer.WriteNumber("pieces", flight.Pieces);
                if (flight is { First: { } first, Last: { } last })
                {
                    writer.WriteNumber("first_ms", Milliseconds(first));
                    writer.WriteNumber("last_ms", Milliseconds(last));
                }

                writer.WriteString(
                    "end",
                    flight.End switch
                    {
                        CanaryEnd.Open => "open",
                        CanaryEnd.Closed => "closed",
                        _ => "reset",
                    }
                );
                writer.WriteNumber("end_ms", Milliseconds(flight.EndedAfter));
                writer.WriteEndObject();
            }
        );
    }

    private static double Number(byte[] body, string name, double usual, double most)
    {
        var value = body.Length == 0 ? usual : ApiBody.Fraction(ApiBody.Parse(body), name) ?? usual;
        return value >= 0 && value <= most
            ? value
            : throw new ProxyException(400, $"bad request body: '{name}' is to be a number from 0 to {most}");
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
