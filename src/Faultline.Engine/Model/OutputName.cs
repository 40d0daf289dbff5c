using Faultline.Abstractions.Data;

namespace Faultline.Engine.Model;

/// <summary>A name under which later steps use what an activity answered.</summary>
/// <param name="Name">The name, as in <c>${name}</c>.</param>
/// <param name="Target">The part in which it stands, such as <c>stdout</c>, whose text is read as JSON where a path is given; null for the whole.</param>
/// <param name="Path">The JSON path of what is meant; null for all.</param>
/// <param name="Default">The value where the path finds nothing; null where there must be something.</param>
/// <param name="Where">The place in the document.</param>
public sealed record OutputName(string Name, string? Target, string? Path, DataNode? Default, DataNode Where);
