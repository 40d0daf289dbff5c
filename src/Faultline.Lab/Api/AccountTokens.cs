using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Api;

/// <summary>
/// The tokens that the lab takes: its own, and those that it gives to service accounts. The latter are JSON web tokens, signed with
/// the lab's own.
/// </summary>
internal sealed class AccountTokens(string labToken, TimeProvider time)
{
    private const long LeastSeconds = 600;
    private const long MostSeconds = 86_400;
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    private readonly byte[] _lab = Encoding.UTF8.GetBytes(labToken);

    /// <summary>Whose token this is; null where it is nobody's, or not valid any more.</summary>
    public LabUser? UserOf(string token)
    {
        var given = Encoding.UTF8.GetBytes(token);
        if (CryptographicOperations.FixedTimeEquals(given, _lab))
        {
            return LabUser.Admin;
        }

        return
            token.Split('.') is [var header, var payload, var signature]
            && CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(signature),
                Encoding.ASCII.GetBytes(Sign($"{header}.{payload}"))
            )
            && JsonText.Parse(Base64Url.DecodeFromChars(payload)) is DataObject claims
            && claims.NumberAt("exp") > time.GetUtcNow().ToUnixTimeSeconds()
            ? LabUser.Account(
                claims.TextAt("kubernetes.io", "namespace") ?? "",
                claims.TextAt("kubernetes.io", "serviceaccount", "name") ?? ""
            )
            : null;
    }

    /// <summary>Answers a TokenRequest.</summary>
    /// <param name="account">The service account.</param>
    /// <param name="request">What the client wants.</param>
    public DataObject Issue(DataObject account, DataObject? request)
    {
        var seconds = request.NumberAt("spec", "expirationSeconds") ?? 3600;
        if (seconds < LeastSeconds)
        {
            var cause = Cause.Invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes");
            throw new KubernetesException(
                422,
                "Invalid",
                $"TokenRequest.authentication.k8s.io \"{account.Name()}\" is invalid: {cause.Field}: {cause.Message}",
                DataObject.Of(("group", "authentication.k8s.io"), ("kind", "TokenRequest"), ("causes", Cause.Write([cause])))
            );
        }

        var now = time.GetUtcNow();
        var end = now.AddSeconds(Math.Min(seconds, MostSeconds));
        var audiences = request.WordsAt("spec", "audiences").DefaultIfEmpty(Issuer).ToList();
        var claims = DataObject.Of(
            ("aud", Tree.List(audiences)),
            ("exp", end.ToUnixTimeSeconds()),
            ("iat", now.ToUnixTimeSeconds()),
            ("iss", Issuer),
            (
                "kubernetes.io",
                DataObject.Of(
                    ("namespace", account.Namespace()),
                    ("serviceaccount", DataObject.Of(("name", account.Name()), ("uid", account.Uid())))
                )
            ),
            ("nbf", now.ToUnixTimeSeconds()),
            ("sub", LabUser.Account(account.Namespace(), account.Name()).Name)
        );
        var text = $"{Encode(DataObject.Of(("alg", "HS256"), ("typ", "JWT")))}.{Encode(claims)}";
        return DataObject.Of(
            ("kind", "TokenRequest"),
            ("apiVersion", "authentication.k8s.io/v1"),
            (
                "metadata",
                DataObject.Of(
                    ("name", account.Name()),
                    ("namespace", account.Namespace()),
                    ("creationTimestamp", KubernetesTime.Seconds(now))
                )
            ),
            (
                "spec",
                DataObject.Of(
                    ("audiences", Tree.List(audiences)),
                    ("expirationSeconds", seconds),
                    ("boundObjectRef", request.At("spec", "boundObjectRef") ?? DataNull.Instance)
                )
            ),
            ("status", DataObject.Of(("token", $"{text}.{Sign(text)}"), ("expirationTimestamp", KubernetesTime.Seconds(end))))
        );
    }

    private static string Encode(DataObject part) => Base64Url.EncodeToString(ObjectJson.Write(part));

    private string Sign(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_lab, Encoding.UTF8.GetBytes(text)));
}
