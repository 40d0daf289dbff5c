using System.Text;
using Faultline.Abstractions.Data;

namespace Faultline.Lab.Tests;

/// <summary>Short ways to ask the API of a lab.</summary>
internal static class ApiCalls
{
    public const string JsonPatch = "application/json-patch+json";
    public const string MergePatch = "application/merge-patch+json";
    public const string StrategicPatch = "application/strategic-merge-patch+json";
    public const string ApplyPatch = "application/apply-patch+yaml";

    /// <summary>An answer, whatever it is.</summary>
    public static async Task<(int Status, DataObject Body)> AskAsync(
        this LabFixture lab,
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = "application/json",
        string accept = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await lab.Api.SendAsync(request, LabFixture.Cancelled);
        var text = await response.Content.ReadAsStringAsync(LabFixture.Cancelled);
        return ((int)response.StatusCode, (DataObject)JsonText.Parse(text));
    }

    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<DataObject> MustAsync(
        this LabFixture lab,
        HttpMethod method,
        string path,
        string? body = null,
        string contentType = "application/json"
    )
    {
        var (status, answer) = await lab.AskAsync(method, path, body, contentType);
        status.ShouldBeInRange(200, 299, answer.ToString());
        return answer;
    }

    public static Task<DataObject> CreateAsync(this LabFixture lab, string path, string body) => lab.MustAsync(HttpMethod.Post, path, body);

    /// <summary>Asks until there is no such object any more.</summary>
    public static async Task UntilGoneAsync(this LabFixture lab, string path)
    {
        while ((await lab.AskAsync(HttpMethod.Get, path)).Status != 404) { }
    }

    /// <summary>The text of what lies at a path of keys; empty where there is nothing.</summary>
    public static string Value(this DataNode? node, params string[] path)
    {
        foreach (var key in path)
        {
            node = (node as DataObject)?[key];
        }

        return node is DataString text ? text.Value : node?.ToString() ?? "";
    }

    public static IReadOnlyList<DataNode> ListAt(this DataNode? node, params string[] path)
    {
        foreach (var key in path)
        {
            node = (node as DataObject)?[key];
        }

        return node is DataArray list ? list.Items : [];
    }
}
