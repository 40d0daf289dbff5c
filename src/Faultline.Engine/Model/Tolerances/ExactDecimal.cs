using System.Globalization;
using System.Numerics;
using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model.Tolerances;

/// <summary>
/// A number without rounding: coefficient times a power of ten, an infinity or not-a-number. Every double and every decimal text
/// has exactly one, so that numbers of both kinds compare as Python's <c>Decimal</c> compares them.
/// </summary>
internal sealed class ExactDecimal
{
    private const int DoubleMantissaBits = 52;
    private const int DoubleExponentBias = 1075;

    private readonly BigInteger _coefficient;
    private readonly long _exponent;
    private readonly int _infinity;

    private ExactDecimal(BigInteger coefficient, long exponent, int infinity = 0, bool isNaN = false)
    {
        _coefficient = coefficient;
        _exponent = coefficient.IsZero ? 0 : exponent;
        _infinity = infinity;
        IsNaN = isNaN;
    }

    public static ExactDecimal NaN { get; } = new(0, 0, isNaN: true);

    public static ExactDecimal PositiveInfinity { get; } = new(0, 0, infinity: 1);

    public static ExactDecimal NegativeInfinity { get; } = new(0, 0, infinity: -1);

    /// <summary>Not a number: less than, equal to or greater than nothing, itself included.</summary>
    public bool IsNaN { get; }

    private int Sign => _infinity != 0 ? _infinity : _coefficient.Sign;

    public static ExactDecimal Of(BigInteger coefficient, long exponent = 0) => new(coefficient, exponent);

    public static ExactDecimal Of(DataNumber number) => number.IsInteger ? Of(number.ToBigInteger()) : Of(number.ToDouble());

    /// <summary>The exact binary value of a double.</summary>
    public static ExactDecimal Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? NaN
                : value > 0 ? PositiveInfinity
                : NegativeInfinity;
        }

        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> DoubleMantissaBits) & 0x7FF);
        BigInteger mantissa = bits & ((1L << DoubleMantissaBits) - 1);
        if (exponent > 0)
        {
            mantissa |= BigInteger.One << DoubleMantissaBits;
        }

        var power = Math.Max(exponent, 1) - DoubleExponentBias;
        var signed = bits < 0 ? -mantissa : mantissa;

        // One half is five tenths: a negative power of two is the same power of five, so many places after the point.
        return power >= 0 ? new ExactDecimal(signed << power, 0) : new ExactDecimal(signed * BigInteger.Pow(5, -power), power);
    }

    /// <summary>Negative, zero or positive as <paramref name="left"/> is less, equal or greater; null where one is not a number.</summary>
    public static int? Compare(ExactDecimal left, ExactDecimal right)
    {
        if (left.IsNaN || right.IsNaN)
        {
            return null;
        }

        if (left.Sign != right.Sign || left._infinity != 0 || right._infinity != 0)
        {
            return left._infinity != right._infinity ? left._infinity.CompareTo(right._infinity) : left.Sign.CompareTo(right.Sign);
        }

        return left.Sign * CompareMagnitudes(left, right);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        IsNaN ? "NaN"
        : _infinity != 0 ? (_infinity > 0 ? "Infinity" : "-Infinity")
        : string.Create(CultureInfo.InvariantCulture, $"{_coefficient}E{_exponent}");

    private static int CompareMagnitudes(ExactDecimal left, ExactDecimal right)
    {
        var (a, b) = (BigInteger.Abs(left._coefficient), BigInteger.Abs(right._coefficient));

        // Exponents may be as large as a text can say; only numbers with the same first place are ever brought to the same last one.
        var byPlace = (Digits(a) + left._exponent).CompareTo(Digits(b) + right._exponent);
        if (byPlace != 0 || a.IsZero)
        {
            return a.IsZero ? 0 : byPlace;
        }

        var shift = (int)(left._exponent - right._exponent);
        return shift >= 0 ? (a * BigInteger.Pow(10, shift)).CompareTo(b) : a.CompareTo(b * BigInteger.Pow(10, -shift));
    }

    private static int Digits(BigInteger value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
