using Faultline.Abstractions.Data;

namespace Faultline.Abstractions.Tests;

public sealed class DataObjectTests
{
    // Up to eight members are searched one by one, more through an index.
    public static TheoryData<int> Sizes => [0, 1, 2, 8, 9, 10, 1000];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_member_is_found_whatever_the_size(int size)
    {
        var value = OfSize(size);

        Enumerable.Range(0, size).ShouldAllBe(i => value[$"k{i}"]!.ToString() == $"{i}");
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void An_absent_key_is_null_whatever_the_size(int size) => OfSize(size)["K0"].ShouldBeNull();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_new_key_comes_last_whatever_the_size(int size)
    {
        var longer = OfSize(size).With("new", true);

        (longer.Members.Length, longer.Members[^1].Key, longer.Has("new")).ShouldBe((size + 1, "new", true));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void A_changed_value_keeps_its_place(int size) => OfSize(size).With("k1", "x").Members[1].Value.ToString().ShouldBe("\"x\"");

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(20)]
    public void Without_a_key_the_others_are_still_found(int size)
    {
        var shorter = OfSize(size).Without("k1");

        (shorter.Has("k1"), shorter.Members.Length, shorter["k2"]!.ToString()).ShouldBe((false, size - 1, "2"));
    }

    [Fact]
    public void Without_an_absent_key_it_is_the_same_object()
    {
        var value = OfSize(3);

        value.Without("none").ShouldBeSameAs(value);
    }

    [Fact]
    public void Changing_makes_a_copy()
    {
        var value = OfSize(2);

        _ = value.With("k0", "x").Without("k1");

        value.ToString().ShouldBe("""{"k0": 0, "k1": 1}""");
    }

    [Fact]
    public void Of_repeated_keys_the_last_value_wins_at_the_first_place() =>
        DataObject.Of(("a", 1), ("b", 2), ("a", 3), ("a", 4)).ToString().ShouldBe("""{"a": 4, "b": 2}""");

    [Fact]
    public void Repeated_keys_of_a_large_object_are_found_at_their_place()
    {
        var value = new DataObject(Enumerable.Range(0, 100).Select(i => new DataMember($"k{i % 20}", i)));

        (value.Members.Length, value["k3"]!.ToString(), value.Members[3].Key).ShouldBe((20, "83", "k3"));
    }

    [Fact]
    public void Keys_are_compared_letter_by_letter() =>
        DataObject.Of(("é", 1), ("e\u0301", 2), ("A", 3), ("a", 4)).Members.Length.ShouldBe(4);

    [Fact]
    public void A_present_null_is_not_an_absent_key() =>
        (DataObject.Of(("a", DataNull.Instance))["a"], DataObject.Empty["a"]).ShouldBe((DataNull.Instance, null));

    [Fact]
    public void Text_is_only_for_strings() => DataObject.Of(("a", 1)).Text("a").ShouldBeNull();

    [Theory]
    [InlineData("a", "1:2")]
    [InlineData("none", "1:1")]
    public void The_place_of_an_absent_key_is_that_of_the_object(string key, string expected) =>
        ((DataObject)JsonText.Parse("""{"a": 1}""")).PositionOf(key).ToString().ShouldBe(expected);

    [Fact]
    public void A_copy_keeps_the_places() =>
        ((DataObject)JsonText.Parse("""{"a": 1, "b": 2}""")).With("c", 3).Without("a").PositionOf("b").ToString().ShouldBe("1:10");

    private static DataObject OfSize(int size) => new(Enumerable.Range(0, size).Select(i => new DataMember($"k{i}", i)));
}
