using System.Text.Json.Serialization;

namespace Faultline.Samples.Services.Shop;

/// <summary>What the shop and its prices service say to each other.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ShopJson : JsonSerializerContext;
