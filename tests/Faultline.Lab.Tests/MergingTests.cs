using Faultline.Abstractions.Data;
using Faultline.Lab.Api;
using Faultline.Lab.Api.OpenApi;
using Faultline.Lab.Objects;
using Faultline.Lab.Objects.Custom;
using Faultline.Lab.Objects.Merging;
using Faultline.Lab.Objects.Ownership;

namespace Faultline.Lab.Tests;

public sealed class MergingTests
{
    [Theory]
    [InlineData(
        """{"a":1}""",
        """[{"op":"add","path":"/b","value":[1]},{"op":"add","path":"/b/0","value":0},{"op":"add","path":"/b/-","value":2}]""",
        """{"a": 1, "b": [0, 1, 2]}"""
    )]
    [InlineData("""{"a":[1,2,3]}""", """[{"op":"remove","path":"/a/1"}]""", """{"a": [1, 3]}""")]
    [InlineData(
        """{"a":{"b/c":1,"d~e":2}}""",
        """[{"op":"replace","path":"/a/b~1c","value":3},{"op":"remove","path":"/a/d~0e"}]""",
        """{"a": {"b/c": 3}}"""
    )]
    [InlineData("""{"a":1}""", """[{"op":"copy","from":"/a","path":"/b"}]""", """{"a": 1, "b": 1}""")]
    public void A_JSON_patch_does_one_operation_after_the_other(string node, string patch, string result) =>
        JsonPatch.Apply(Read(node), JsonText.Parse(patch)).ToString().ShouldBe(result);

    [Theory]
    [InlineData("""[{"op":"test","path":"/a","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/none"}]""")]
    [InlineData("""[{"op":"replace","path":"/none","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/none/deep","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/list/9","value":1}]""")]
    [InlineData("""[{"op":"odd","path":"/a"}]""")]
    public void A_JSON_patch_that_can_not_be_done_is_refused(string patch) =>
        Should.Throw<KubernetesException>(() => JsonPatch.Apply(Read("""{"a":1,"list":[]}"""), JsonText.Parse(patch))).Code.ShouldBe(422);

    [Theory]
    [InlineData(
        """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"finalizers":["b","c"]}}""",
        """{"metadata": {"finalizers": ["a", "b", "c"]}}"""
    )]
    [InlineData(
        """{"metadata":{"finalizers":["a","b"]}}""",
        """{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"]}}""",
        """{"metadata": {"finalizers": ["b"]}}"""
    )]
    [InlineData(
        """{"spec":{"tolerations":[{"key":"a"}]}}""",
        """{"spec":{"tolerations":[{"key":"b"}]}}""",
        """{"spec": {"tolerations": [{"key": "b"}]}}"""
    )]
    [InlineData(
        """{"spec":{"containers":[{"name":"a","image":"x"}]}}""",
        """{"spec":{"containers":[{"$patch":"replace"},{"name":"b"}]}}""",
        """{"spec": {"containers": [{"name": "b"}]}}"""
    )]
    [InlineData(
        """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"$retainKeys":["name","configMap"],"name":"v","configMap":{"name":"c"}}]}}""",
        """{"spec": {"volumes": [{"name": "v", "configMap": {"name": "c"}}]}}"""
    )]
    [InlineData(
        """{"spec":{"nodeSelector":{"a":"1","b":"2"}}}""",
        """{"spec":{"nodeSelector":{"a":null}}}""",
        """{"spec": {"nodeSelector": {"b": "2"}}}"""
    )]
    [InlineData(
        """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""",
        """{"status":{"conditions":[{"type":"Ready","status":"True"}]}}""",
        """{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}"""
    )]
    public void A_strategic_patch_follows_the_types_of_pods(string node, string patch, string result) =>
        StrategicPatch.Apply(Read(node), Read(patch), ResourceKinds.Pod.Schema).ToString().ShouldBe(result);

    [Fact]
    public void A_set_of_fields_reads_as_it_was_written()
    {
        var pod = Read(
            """{"spec":{"containers":[{"name":"a","image":"x","ports":[{"containerPort":80}]}],"nodeSelector":{"a":"b"}},"metadata":{"labels":{"l":"1"}}}"""
        );

        var fields = FieldWalk.Of(pod, ResourceKinds.Pod.Schema);

        fields
            .Write()
            .ToString()
            .ShouldBe(
                """{"f:metadata": {"f:labels": {"f:l": {}}}, "f:spec": {"f:containers": {"k:{\"name\":\"a\"}": {".": {}, "f:image": {}, "f:name": {}, "f:ports": {"k:{\"containerPort\":80,\"protocol\":\"TCP\"}": {".": {}, "f:containerPort": {}}}}}, "f:nodeSelector": {}}}"""
            );
        FieldSet.Read(fields.Write()).Minus(fields).IsEmpty.ShouldBeTrue();
        fields.Paths().ShouldContain(""".spec.containers[name="a"].image""");
    }

    [Theory]
    [InlineData(".spec.size", "3")]
    [InlineData(".spec.list[1].v", "b")]
    [InlineData(".spec.list[*].v", "a,b")]
    [InlineData(""".spec.list[?(@.k=="y")].v""", "b")]
    [InlineData("""{.spec}""", "")]
    [InlineData(""".metadata.annotations['a.b/c']""", "d")]
    [InlineData(""".metadata.annotations.a\.b/c""", "d")]
    [InlineData(".none", "")]
    public void A_columns_path_finds_its_values(string path, string found) =>
        string.Join(
                ',',
                JsonPath
                    .Parse(path)
                    .Select(
                        Read(
                            """{"spec":{"size":3,"list":[{"k":"x","v":"a"},{"k":"y","v":"b"}]},"metadata":{"annotations":{"a.b/c":"d"}}}"""
                        )
                    )
                    .Select(one => one.Value())
            )
            .ShouldBe(found);

    [Fact]
    public void An_object_in_protocol_buffers_reads_as_the_same_in_JSON()
    {
        static ProtobufWriter Entry(string key, string value) => new ProtobufWriter().Text(1, key).Text(2, value);
        var metadata = new ProtobufWriter().Text(1, "d").Message(11, Entry("app", "x"));
        var port = new ProtobufWriter().Integer(3, 80);
        var container = new ProtobufWriter().Text(1, "main").Text(2, "sh").Message(6, port);
        var quantity = new ProtobufWriter().Text(1, "100m");
        container.Message(8, new ProtobufWriter().Message(1, new ProtobufWriter().Text(1, "cpu").Message(2, quantity)));
        var volume = new ProtobufWriter().Text(1, "v").Message(2, new ProtobufWriter().Message(2, new ProtobufWriter().Text(1, "Memory")));
        var pod = new ProtobufWriter().Message(1, volume).Message(2, container);
        var template = new ProtobufWriter().Message(2, pod);
        var surge = new ProtobufWriter().Integer(1, 1).Text(3, "25%");
        var strategy = new ProtobufWriter().Text(1, "RollingUpdate").Message(2, new ProtobufWriter().Message(2, surge));
        var spec = new ProtobufWriter().Message(3, template).Message(4, strategy);
        var deployment = new ProtobufWriter().Message(1, metadata).Message(2, spec);
        var type = new ProtobufWriter().Text(1, "apps/v1").Text(2, "Deployment");
        var envelope = new ProtobufWriter().Message(1, type).Message(2, deployment);

        var read = ProtobufBody.Read([.. "k8s\0"u8, .. envelope.Bytes.Span]);

        read.ToString()
            .ShouldBe(
                """{"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"labels": {"app": "x"}, "name": "d"}, "spec": {"strategy": {"rollingUpdate": {"maxSurge": "25%"}, "type": "RollingUpdate"}, "template": {"spec": {"containers": [{"image": "sh", "name": "main", "ports": [{"containerPort": 80}], "resources": {"limits": {"cpu": "100m"}}}], "volumes": [{"emptyDir": {"medium": "Memory"}, "name": "v"}]}}}}"""
            );
    }

    [Fact]
    public void Half_an_object_in_protocol_buffers_is_refused() =>
        Should.Throw<KubernetesException>(() => ProtobufBody.Read([.. "k8s\0"u8, 0x0a, 200])).Code.ShouldBe(400);

    private static DataObject Read(string text) => (DataObject)JsonText.Parse(text);
}
