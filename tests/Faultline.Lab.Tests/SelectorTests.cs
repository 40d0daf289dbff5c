using Faultline.Abstractions.Data;
using Faultline.Lab.Objects;

namespace Faultline.Lab.Tests;

public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["app"] = "web",
        ["tier"] = "front",
        ["empty"] = "",
    };

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData(" app = web ", true)]
    [InlineData("app=other", false)]
    [InlineData("missing=web", false)]
    [InlineData("empty=", true)]
    [InlineData("app!=other", true)]
    [InlineData("app!=web", false)]
    [InlineData("missing!=web", true)]
    [InlineData("app in (web)", true)]
    [InlineData("app in (api, web)", true)]
    [InlineData("app in (api)", false)]
    [InlineData("missing in (web)", false)]
    [InlineData("app notin (api,db)", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("missing notin (web)", true)]
    [InlineData("app", true)]
    [InlineData("missing", false)]
    [InlineData("!missing", true)]
    [InlineData("!app", false)]
    [InlineData("app=web,tier in (front,back),!missing", true)]
    [InlineData("app=web,tier in (front,back),missing", false)]
    public void A_label_selector_matches_as_in_Kubernetes(string selector, bool matches) =>
        LabelSelector.Parse(selector).Matches(Labels).ShouldBe(matches);

    [Fact]
    public void Equality_and_its_negation_never_agree()
    {
        var values = new[] { "web", "api", "", "front" };
        foreach (var (key, value) in new[] { "app", "tier", "empty", "missing" }.SelectMany(_ => values, (key, value) => (key, value)))
        {
            var equal = LabelSelector.Parse($"{key}={value}").Matches(Labels);

            LabelSelector.Parse($"{key}!={value}").Matches(Labels).ShouldBe(!equal);
            LabelSelector.Parse($"{key} in ({value})").Matches(Labels).ShouldBe(equal);
            LabelSelector.Parse($"{key} notin ({value})").Matches(Labels).ShouldBe(!equal);
        }
    }

    [Theory]
    [InlineData("app=a=b")]
    [InlineData("app in web")]
    [InlineData("=web")]
    [InlineData("app,,tier")]
    [InlineData("app in (a")]
    public void What_is_no_label_selector_is_refused(string selector) =>
        Should
            .Throw<FormatException>(() => LabelSelector.Parse(selector))
            .Message.ShouldBe(
                $"unable to parse requirement: '{selector}' is not a label selector such as 'a=b,c!=d,e in (f,g),h notin (i),j,!k'"
            );

    [Theory]
    [InlineData("metadata.name=p", true)]
    [InlineData("metadata.name==p", true)]
    [InlineData("metadata.name!=p", false)]
    [InlineData("status.phase=Running,metadata.namespace=default", true)]
    [InlineData("status.phase!=Running", false)]
    [InlineData("spec.nodeName=", true)]
    public void A_field_selector_compares_fields(string selector, bool matches)
    {
        var pod = DataObject.Of(
            ("metadata", DataObject.Of(("name", "p"), ("namespace", "default"))),
            ("status", DataObject.Of(("phase", "Running")))
        );

        FieldSelector.Parse(selector, ResourceKinds.Pod).Matches(pod).ShouldBe(matches);
    }

    [Fact]
    public void A_field_that_can_not_be_selected_by_is_named() =>
        Should
            .Throw<FormatException>(() => FieldSelector.Parse("status.phase=Active", ResourceKinds.Service))
            .Message.ShouldBe("field label not supported: status.phase");
}
