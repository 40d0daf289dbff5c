using Faultline.Abstractions.Data;
using Faultline.Engine.Model.Tolerances;
using FsCheck;
using FsCheck.Fluent;

namespace Faultline.Engine.Tests.Model.Tolerances;

public sealed class TolerancePropertyTests
{
    private static readonly Config Settings = Config.QuickThrowOnFailure.WithMaxTest(3_000).WithReplay(20_240_711, 31);

    // Small enough that equal values of different kinds turn up all the time.
    private static readonly Gen<DataNode> Values = Gen.Sized(size => ValuesOf(Math.Min(size, 3)));

    [Fact]
    public void Any_text_is_a_path_or_an_error() =>
        Check(TextOf("$@.*[]()?:,{}\"'= !<>-019ab_\\orndt é\n"), text => JsonPath.TryParse(text, out _, out var error) == error is null);

    [Fact]
    public void Any_path_can_be_searched() =>
        Check(
            TextOf("$@.*[]()?:,\"=<-01ab").Select(text => "$" + text),
            text =>
                !JsonPath.TryParse(text, out var path, out _)
                || path.Find(JsonText.Parse("{\"a\": [1, {\"b\": 0}], \"b\": \"ab\"}")).Count >= 0
        );

    [Fact]
    public void Any_text_is_a_pattern_or_an_error() =>
        Check(
            TextOf("ab|()[]^$?*+{}\\.,-:=!<>#PimsxaN019dwsbBAZ é\n\U0001F600"),
            text =>
                PythonPattern.TryCreate(text, out var pattern, out var reason, TimeSpan.FromSeconds(1))
                    ? pattern.IsFoundIn("") is var _
                    : reason.Length > 0
        );

    [Fact]
    public void Equality_is_symmetric() =>
        Check(Values.Two(), pair => PythonComparison.Equal(pair.Item1, pair.Item2) == PythonComparison.Equal(pair.Item2, pair.Item1));

    [Fact]
    public void Equality_is_reflexive() => Check(Values, value => PythonComparison.Equal(value, value));

    [Fact]
    public void Equality_is_transitive() =>
        Check(
            Values.Three(),
            all =>
                !(PythonComparison.Equal(all.Item1, all.Item2) && PythonComparison.Equal(all.Item2, all.Item3))
                || PythonComparison.Equal(all.Item1, all.Item3)
        );

    [Fact]
    public void Values_at_most_each_other_are_equal() =>
        Check(
            Values.Two(),
            pair =>
                !(PythonComparison.AtMost(pair.Item1, pair.Item2).Holds && PythonComparison.AtMost(pair.Item2, pair.Item1).Holds)
                || PythonComparison.Equal(pair.Item1, pair.Item2)
        );

    [Fact]
    public void A_double_is_exactly_its_decimal() =>
        Check(
            Gen.Choose(int.MinValue, int.MaxValue)
                .Two()
                .Select(two => BitConverter.Int64BitsToDouble(((long)two.Item1 << 32) | (uint)two.Item2)),
            value =>
                double.IsNaN(value)
                || (
                    ExactDecimal.Compare(ExactDecimal.Of(value), ExactDecimal.Of(Math.BitIncrement(value))) < 0
                    && ExactDecimal.Compare(ExactDecimal.Of(value), ExactDecimal.Of(value)) == 0
                )
        );

    private static Gen<string> TextOf(string alphabet) =>
        Gen.Elements(alphabet.ToCharArray()).ListOf().Select(chars => string.Concat(chars));

    private static Gen<DataNode> ValuesOf(int depth)
    {
        var scalars = Gen.Elements<DataNode>(0, 1, 1.0, 0.5, true, false, "", "a", "1", DataNull.Instance, new DataNumber("1e0"), -1);
        if (depth == 0)
        {
            return scalars;
        }

        var lists = ValuesOf(depth - 1).ListOf().Select(items => (DataNode)DataArray.Of(items.Take(3)));
        var objects = Gen.Elements("a", "b")
            .Zip(ValuesOf(depth - 1))
            .ListOf()
            .Select(members => (DataNode)new DataObject(members.Select(member => new DataMember(member.Item1, member.Item2))));
        return Gen.OneOf(scalars, lists, objects);
    }

    private static void Check<T>(Gen<T> values, Func<T, bool> holds) => Prop.ForAll(values.ToArbitrary(), holds).Check(Settings);
}
