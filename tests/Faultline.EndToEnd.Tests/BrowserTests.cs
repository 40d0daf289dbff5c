using Faultline.TestKit;
using Microsoft.Playwright;

namespace Faultline.EndToEnd.Tests;

/// <summary>The report of a deviated run as a browser shows it.</summary>
public sealed class BrowserTests
{
    private const string Chromium = "/usr/bin/chromium";

    [Fact(Timeout = 180_000)]
    public async Task The_report_of_a_deviated_run_shows_verdict_timeline_and_activities()
    {
        if (!File.Exists(Chromium))
        {
            var why = $"'{Chromium}' is not installed: the report can't be looked at. './test' installs it where it may.";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", why);
            Assert.Skip(why);
        }

        await using var tool = new Tool();
        File.Copy(Repository.Path("library", "kubernetes", "terminate-greeter.json"), Path.Combine(tool.Work, "experiment.json"));
        await tool.FaultlineAsync("lab", "run", "greeting", "--", Tool.Launcher, "run", "--report", "report.html", "experiment.json");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
            }
        );
        var page = await browser.NewPageAsync(
            new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = 1200, Height = 1600 },
            }
        );
        var requests = new List<string>();
        page.Request += (_, request) => requests.Add(request.Url);

        await page.GotoAsync("file://" + Path.Combine(tool.Work, "report.html"));

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Repository.Path("artifacts", "report.png"), FullPage = true });
        requests.Count.ShouldBe(1, "the report loads something besides itself: " + string.Join(", ", requests));
        (await page.Locator("#verdict").InnerTextAsync()).ShouldContain("deviated", Case.Insensitive);
        (await page.Locator("#reasons").InnerTextAsync()).ShouldContain("activity took too long to complete");
        (await page.Locator("#activities .record").CountAsync()).ShouldBeGreaterThan(1);
        var timeline = (await page.Locator("#timeline").BoundingBoxAsync())!;
        var bars = page.Locator("#timeline .bar");
        var names = new List<string?>();
        for (var i = 0; i < await bars.CountAsync(); i++)
        {
            var box = (await bars.Nth(i).BoundingBoxAsync())!;
            (box.Width > 0, box.X >= timeline.X - 1, box.X + box.Width <= timeline.X + timeline.Width + 1).ShouldBe((true, true, true));
            names.Add(await bars.Nth(i).GetAttributeAsync("data-activity"));
        }

        names
            .Distinct()
            .ShouldBe(
                [
                    "application-should-be-alive-and-healthy",
                    "application-must-respond-normally",
                    "terminate-greeting-service",
                    "fetch-application-logs",
                ],
                ignoreOrder: true
            );
    }
}
