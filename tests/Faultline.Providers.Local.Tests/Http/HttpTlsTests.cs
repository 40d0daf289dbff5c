using System.Security.Cryptography.X509Certificates;
using Faultline.TestKit;

namespace Faultline.Providers.Local.Tests.Http;

public sealed class HttpTlsTests : IAsyncLifetime
{
    private readonly X509Certificate2 _certificate = TestCertificate.SelfSigned("127.0.0.1");
    private readonly TemporaryFolder _folder = new();
    private FakeSite _site = null!;

    public async ValueTask InitializeAsync() => _site = await FakeSite.StartAsync(_ => Task.CompletedTask, _certificate);

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_certificate_that_nobody_knows_fails()
    {
        using var world = new HttpWorld();

        (await world.AskAsync(_site.Address))
            .Line()
            .ShouldBe(
                $"failed: failed to connect to {_site.Address}: The SSL connection could not be established. "
                    + "The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot"
            );
    }

    [Fact(Timeout = 30_000)]
    public async Task A_name_that_is_not_in_the_certificate_fails()
    {
        using var world = new HttpWorld(null, ("REQUESTS_CA_BUNDLE", _folder.Write("ca.pem", _certificate.ExportCertificatePem())));

        (await world.AskAsync(_site.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))
            .Line()
            .ShouldEndWith("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("false", "succeeded")]
    [InlineData("true", "failed")]
    [InlineData("null", "failed")]
    [InlineData("\"false\"", "failed")]
    public async Task Only_the_activity_can_do_without_a_check(string verify, string expected)
    {
        using var world = new HttpWorld();

        (await world.AskAsync(_site.Address, $""" "verify_tls": {verify}""")).Line().Split(' ', ':')[0].ShouldBe(expected);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("REQUESTS_CA_BUNDLE")]
    [InlineData("CURL_CA_BUNDLE")]
    public async Task A_bundle_of_the_environment_is_trusted(string variable)
    {
        using var world = new HttpWorld(null, (variable, _folder.Write("ca.pem", _certificate.ExportCertificatePem())));

        (await world.AskAsync(_site.Address)).Output("status")!.ToString().ShouldBe("200");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_bundle_without_the_certificate_is_not_enough()
    {
        using var other = TestCertificate.SelfSigned("127.0.0.1");
        using var world = new HttpWorld(null, ("REQUESTS_CA_BUNDLE", _folder.Write("ca.pem", other.ExportCertificatePem())));

        (await world.AskAsync(_site.Address)).Line().ShouldStartWith("failed: ");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_bundle_that_is_none_crashes_and_says_which()
    {
        var path = _folder.Write("ca.pem", "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        using var world = new HttpWorld(null, ("REQUESTS_CA_BUNDLE", path));

        (await world.AskAsync(_site.Address))
            .Line()
            .ShouldBe(
                $"crashed: the certificates in '{path}' can't be read: The certificate contents do not contain a PEM with a CERTIFICATE label, "
                    + "or the content is malformed. Does REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name the right file?"
            );
    }

    [Fact(Timeout = 30_000)]
    public async Task A_bundle_that_is_empty_crashes_and_says_which()
    {
        var path = _folder.Write("ca.pem", "# none yet\n");
        using var world = new HttpWorld(null, ("REQUESTS_CA_BUNDLE", path));

        (await world.AskAsync(_site.Address))
            .Line()
            .ShouldBe($"crashed: '{path}' holds no certificate. Does REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name the right file?");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_bundle_that_is_not_there_crashes_and_says_which()
    {
        using var world = new HttpWorld(null, ("CURL_CA_BUNDLE", "/no/such.pem"));

        (await world.AskAsync(_site.Address))
            .Line()
            .ShouldBe(
                "crashed: the certificates in '/no/such.pem' can't be read: Could not find a part of the path '/no/such.pem'. "
                    + "Does REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE name the right file?"
            );
    }

    [Fact(Timeout = 30_000)]
    public async Task A_bundle_is_not_needed_without_tls()
    {
        await using var open = await FakeSite.SayingAsync("open");
        using var world = new HttpWorld(null, ("REQUESTS_CA_BUNDLE", "/no/such.pem"));

        (await world.AskAsync(open.Address)).Output("body")!.ToString().ShouldBe("\"open\"");
    }
}
