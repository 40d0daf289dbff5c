using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Tolerances;

namespace Faultline.Engine.Tests.Model.Tolerances;

public sealed class JsonPathTests
{
    private const string Shop = """
        {"books": [{"title": "A", "price": 8, "tags": ["x", "y"]}, {"title": "B", "price": 12.5}, {"title": "C", "price": 20, "isbn": null}],
         "limit": 12, "first": 0, "name": "title", "owner": {"first name": "Zoë", "name": "né😀e"}}
        """;

    [Theory]
    // The experiments of the reference.
    [InlineData("""{"foo": [{"baz": 1}, {"baz": 2}]}""", "$.foo[*].baz", "[1, 2]")]
    [InlineData("""{"foo": [{"baz": 1}, {"baz": 2}]}""", "$.foo.*[?(@.baz=2)]", """[{"baz": 2}]""")]
    [InlineData("""{"a": [1, 2, 3]}""", "$.a[-1:]", "[3]")]
    [InlineData("""{"foo": {}}""", "$.foo.bar", "[]")]
    [InlineData("""{"a": [1, 2]}""", "$.a", "[[1, 2]]")]
    [InlineData("\"zz\"", "$.a", "[]")]
    // Children.
    [InlineData(Shop, "$", null)]
    [InlineData(Shop, "$.limit", "[12]")]
    [InlineData(Shop, " $ . limit ", "[12]")]
    [InlineData(Shop, "$.books[0].title", """["A"]""")]
    [InlineData(Shop, "$.books[-1].title", """["C"]""")]
    [InlineData(Shop, "$.books[3].title", "[]")]
    [InlineData(Shop, "$.books[-4].title", "[]")]
    [InlineData(Shop, "$.books[99999999999999999999].title", "[]")]
    [InlineData(Shop, "$.books[-0].title", """["A"]""")]
    [InlineData(Shop, "$.limit[0]", "[]")]
    [InlineData(Shop, """$.owner["first name"]""", """["Zoë"]""")]
    [InlineData("""{"android": 1}""", "$.android", "[1]")]
    [InlineData("""{"and": 1}""", """$["and"]""", "[1]")]
    [InlineData("""{"a\\nb": 1, "a\nb": 2}""", """$["a\nb"]""", "[1]")]
    // Wildcards, unions, slices.
    [InlineData(Shop, "$.books[*].title", """["A", "B", "C"]""")]
    [InlineData(Shop, "$.owner.*", """["Zoë", "né😀e"]""")]
    [InlineData(Shop, "$.limit.*", "[]")]
    [InlineData(Shop, "$.books[1,0,1].title", """["B", "A", "B"]""")]
    [InlineData(Shop, """$.books[0]["price","nothing","title"]""", """[8, "A"]""")]
    [InlineData(Shop, "$.books[0:2].title", """["A", "B"]""")]
    [InlineData(Shop, "$.books[::2].title", """["A", "C"]""")]
    [InlineData(Shop, "$.books[1:].title", """["B", "C"]""")]
    [InlineData(Shop, "$.books[:-1].title", """["A", "B"]""")]
    [InlineData(Shop, "$.books[2:0:-1].title", """["C", "B"]""")]
    [InlineData(Shop, "$.books[:99999999999999999999].title", """["A", "B", "C"]""")]
    // As the reference does it: the end of a backward slice must be written, and a start before the list wraps around.
    [InlineData(Shop, "$.books[::-1].title", "[]")]
    [InlineData(Shop, "$.books[-4:].title", """["C", "A", "B", "C"]""")]
    // Everything below.
    [InlineData(Shop, "$..title", """["A", "B", "C"]""")]
    [InlineData(Shop, """$..["first name"]""", """["Zoë"]""")]
    [InlineData("""{"a": {"b": 1, "c": [2]}, "d": 3}""", "$..*", """[{"b": 1, "c": [2]}, 3, 1, [2], 2]""")]
    [InlineData("""[[1, 2], [3, 4]]""", "$..[0]", "[[1, 2], 1, 3]")]
    [InlineData("""{"a": {"a": {"a": 1}}}""", "$..a..a", """[{"a": 1}, 1, 1]""")]
    // Nested paths.
    [InlineData(Shop, "$.books[$.first].title", """["A"]""")]
    [InlineData(Shop, "$.books[*][$.name]", """["A", "B", "C"]""")]
    [InlineData(Shop, "$.books[$.nothing]", "[]")]
    [InlineData("""{"i": true, "f": 1.0, "l": ["a", "b"]}""", "$.l[$.i, $.f]", """["b"]""")]
    [InlineData("""{"key": "v", "v": 7}""", "$[@.key]", "[7]")]
    // Methods.
    [InlineData(Shop, "$.books.length()", "[3]")]
    [InlineData(Shop, "$.owner.name.length()", "[4]")]
    [InlineData(Shop, "$.owner.length()", "[]")]
    [InlineData(Shop, "$.owner[keys()]", """[["first name", "name"]]""")]
    [InlineData(Shop, "$.owner.values()[1]", """["né😀e"]""")]
    [InlineData(Shop, "$.owner.entries()[0]", """[["first name", "Zoë"]]""")]
    [InlineData(Shop, "$.owner.name.charAt(2)", """["😀"]""")]
    [InlineData(Shop, "$.owner.name.charAt(-1)", """["e"]""")]
    [InlineData(Shop, "$.owner.name.charAt(4)", "[]")]
    [InlineData(Shop, "$.owner.name.substring(1)", """["é😀e"]""")]
    [InlineData(Shop, "$.owner.name.substring(1,-1)", """["é😀"]""")]
    [InlineData(Shop, "$.owner.name.substring($.first, 2)", """["né"]""")]
    [InlineData(Shop, "$.owner.name.substring(3, 1)", """[""]""")]
    [InlineData(Shop, "$.owner.name.charAt($.books[*].price)", "[]")]
    public void A_path_finds_what_it_says(string data, string path, string? found) =>
        Find(data, path).ShouldBe(found ?? $"[{Compact(data)}]");

    [Theory]
    // A filter tests the node itself.
    [InlineData("$.books[?(@.price < 10)]", "[]")]
    [InlineData("$.books[*][?(@.price < 10)].title", """["A"]""")]
    [InlineData("$.books.*[?(@.price<=12.5)].title", """["A", "B"]""")]
    [InlineData("$..[?(@.price >= 12.5)].title", """["B", "C"]""")]
    [InlineData("$.books[*][?(@.price > $.limit)].title", """["B", "C"]""")]
    [InlineData("$.books[*][?($.limit > @.price)].title", """["A"]""")]
    // A bare path is there or not, whatever its value; a bare value is truthy or not.
    [InlineData("$.books[*][?(@.isbn)].title", """["C"]""")]
    [InlineData("$.books[*][?(not @.isbn)].title", """["A", "B"]""")]
    [InlineData("$.books[*][?(not not @.isbn)].title", """["C"]""")]
    [InlineData("$[?($.limit)].limit", "[12]")]
    [InlineData("$[?(1)].limit", "[12]")]
    [InlineData("$[?([])].limit", "[]")]
    // Equality is Python's; order is between numbers alone.
    [InlineData("$.books[*][?(@.isbn = null)].title", """["C"]""")]
    [InlineData("$.books[*][?(@.price = 8.0)].title", """["A"]""")]
    [InlineData("$[?(1 = true)].limit", "[12]")]
    [InlineData("$[?(1 != true)].limit", "[]")]
    [InlineData("$.books[*][?(@.title != \"A\")].title", """["B", "C"]""")]
    [InlineData("$.books[*][?(@.title > \"A\")].title", "[]")]
    [InlineData("$[?(\"b\" < 3)].limit", "[]")]
    [InlineData("$[?(false < 1)].limit", "[12]")]
    [InlineData("$.books[*][?(@.tags = [\"x\", \"y\"])].title", """["A"]""")]
    [InlineData("$.owner[?(@ = {\"name\": \"né😀e\", \"first name\": \"Zoë\"})].name", """["né😀e"]""")]
    [InlineData("$[?({} = {})].limit", "[12]")]
    // Any pair of values may meet a comparison.
    [InlineData("$[?(@.books[*].price > 19)].limit", "[12]")]
    [InlineData("$[?(@.books[*].price != @.books[*].price)].limit", "[12]")]
    [InlineData("$[?(@.nothing = @.nothing)].limit", "[]")]
    // "or" binds tighter than "and", "not" tighter than both.
    [InlineData("$[?(1 or 0 and 0)].limit", "[]")]
    [InlineData("$[?(1 or (0 and 0))].limit", "[12]")]
    [InlineData("$[?(0 and 0 or 1)].limit", "[]")]
    [InlineData("$[?(not 0 and 1)].limit", "[12]")]
    [InlineData("$[?(not 1 = 2)].limit", "[12]")]
    [InlineData("$.books[*][?(@.title.length() = 1 and @.tags.length() = 2)].price", "[8]")]
    [InlineData("$.books[?(@.length() = 3)][0].price", "[8]")]
    public void A_filter_keeps_what_it_asks_for(string path, string found) => Find(Shop, path).ShouldBe(found);

    [Fact]
    public void A_deep_document_is_searched_without_a_deep_stack()
    {
        DataNode deep = DataNull.Instance;
        for (var i = 0; i < 50_000; i++)
        {
            deep = DataArray.Of([deep]);
        }

        var found = Parse("$..[?(@ = null)]").Find(deep);

        found.Count.ShouldBe(1);
    }

    [Fact]
    public void Too_many_matches_are_an_error_rather_than_a_full_memory()
    {
        var path = Parse("$" + string.Concat(Enumerable.Repeat("[?(1),?(1)]", 40)));

        var error = Should.Throw<ToleranceLimitException>(() => path.Find(1));

        error.Message.ShouldBe("the JSON path matches more than 100,000 values; make it more specific");
    }

    [Fact]
    public void Too_many_steps_are_an_error_rather_than_an_endless_search()
    {
        var list = new DataArray([.. Enumerable.Range(0, 5_000).Select(i => (DataNode)i)]);
        var path = Parse("$[*][?(@ = $[?(0)] or $[*] = \"x\")]");

        var error = Should.Throw<ToleranceLimitException>(() => path.Find(list));

        error.Message.ShouldBe("the JSON path takes more than 10,000,000 steps on this value; make it more specific");
    }

    private static JsonPath Parse(string path) =>
        JsonPath.TryParse(path, out var parsed, out var error) ? parsed : throw new ArgumentException(error.ToString());

    private static string Find(string data, string path) =>
        new DataArray([.. Parse(path).Find(JsonText.Parse(data)).Cast<DataNode>()]).ToString();

    private static string Compact(string data) => JsonText.Parse(data).ToString();
}
