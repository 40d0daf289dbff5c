namespace Faultline.Engine.Reports.Html;

/// <summary>The report's style sheet. It holds neither '&lt;' nor '&amp;', so that the report is well-formed XML as well.</summary>
internal sealed class Stylesheet
{
    /// <summary>Light, dark and print.</summary>
    public static Stylesheet Report { get; } = new(Colours + Page + Parts + Chart + Print);

    private Stylesheet(string text) => Text = text;

    /// <summary>The rules.</summary>
    public string Text { get; }

    private const string Colours = """
        :root {
          color-scheme: light dark;
          --paper: #f5f6f7; --card: #ffffff; --ink: #1b2126; --soft: #58636d; --line: #e1e5e9; --wash: #f3f5f7; --band: #eef2f6;
          --good: #1e7b4f; --good-wash: #e8f4ed; --bad: #b8322a; --bad-wash: #fbecea; --warn: #8a5b00; --warn-wash: #fcf3e0;
          --calm: #3f6494; --calm-wash: #eaf0f7; --probe: #7d98b8; --on: #ffffff; --hatch: #b9c2cb;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #12161a; --card: #1a2026; --ink: #e6eaee; --soft: #9aa6b1; --line: #2c343c; --wash: #20272e; --band: #1f2831;
            --good: #5cbf8c; --good-wash: #17301f; --bad: #f0857b; --bad-wash: #3a1d1b; --warn: #e0ac4e; --warn-wash: #332811;
            --calm: #8ab1e2; --calm-wash: #1b2a3c; --probe: #5f7c9f; --on: #12161a; --hatch: #4a5661;
          }
        }

        """;

    private const string Page = """
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink); line-height: 1.55;
          font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", sans-serif;
        }
        .page { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
        .masthead { color: var(--soft); font-size: 13px; margin-bottom: 14px; }
        .masthead strong { color: var(--ink); letter-spacing: .01em; }
        h1 { font-size: 25px; line-height: 1.25; font-weight: 650; margin: 2px 0 0; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: 18px; font-weight: 650; margin: 0 0 14px; letter-spacing: -.005em; }
        h3 { font-size: 15px; font-weight: 650; margin: 0; overflow-wrap: anywhere; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 22px 26px; margin: 18px 0; }
        p { margin: 6px 0; overflow-wrap: anywhere; }
        .soft { color: var(--soft); }
        .nothing { color: var(--soft); margin: 0; }
        code, pre { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        pre {
          background: var(--wash); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; margin: 6px 0;
          max-height: 26em; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4;
        }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; vertical-align: top; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
        td.short { white-space: nowrap; }
        thead th { color: var(--soft); font-weight: 550; font-size: 12.5px; border-bottom-color: var(--hatch); }
        tbody tr:last-child > * { border-bottom: 0; }
        tbody th { font-weight: 550; }
        .scroll { overflow-x: auto; }
        summary { cursor: pointer; color: var(--calm); font-size: 13.5px; width: fit-content; }
        a { color: var(--calm); }
        :focus-visible { outline: 2px solid var(--calm); outline-offset: 2px; border-radius: 3px; }

        """;

    private const string Parts = """
        .verdict { padding: 0; overflow: hidden; border-left: 6px solid var(--tone); --tone: var(--soft); --tone-wash: var(--wash); }
        .verdict.held { --tone: var(--good); --tone-wash: var(--good-wash); }
        .verdict.deviated { --tone: var(--bad); --tone-wash: var(--bad-wash); }
        .verdict.inconclusive, .verdict.halted, .verdict.aborted, .verdict.interrupted, .verdict.timed-out { --tone: var(--warn); --tone-wash: var(--warn-wash); }
        .verdict.explored { --tone: var(--calm); --tone-wash: var(--calm-wash); }
        .banner { background: var(--tone-wash); padding: 20px 26px; display: flex; gap: 18px; align-items: center; flex-wrap: wrap; }
        .seal { width: 46px; height: 46px; flex: none; }
        .seal circle { fill: var(--tone); }
        .seal text { fill: var(--on); font-size: 24px; font-weight: 700; text-anchor: middle; }
        .banner .say { flex: 1 1 320px; }
        .banner h2 { margin: 0; font-size: 25px; font-weight: 700; line-height: 1.2; color: var(--tone); letter-spacing: -.01em; }
        .derived { font-size: 12.5px; font-weight: 500; color: var(--soft); letter-spacing: 0; margin-left: 8px; }
        .undo { border: 1px solid var(--line); background: var(--card); border-radius: 8px; padding: 8px 14px; font-size: 13px; max-width: 300px; }
        .undo b { display: block; font-size: 14px; font-weight: 650; }
        .undo.complete b { color: var(--good); } .undo.skipped b, .undo.unknown b { color: var(--warn); } .undo.incomplete b { color: var(--bad); }
        .story { display: grid; grid-template-columns: 150px 1fr; margin: 0; padding: 16px 26px 20px; gap: 9px 18px; }
        .story dt { color: var(--soft); } .story dd { margin: 0; overflow-wrap: anywhere; }
        .story ul { margin: 0; padding: 0; list-style: none; }
        .reasons ul { list-style: none; margin: 0; padding: 0; }
        .reasons li { display: grid; grid-template-columns: 150px 1fr; gap: 18px; padding: 8px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        .reasons li:last-child { border-bottom: 0; }
        .kind { color: var(--soft); font-size: 13px; }
        .facts dl { display: grid; grid-template-columns: 1fr 1fr; gap: 7px 28px; margin: 0; }
        .facts dl div { display: grid; grid-template-columns: 110px 1fr; gap: 18px; } .facts dl .wide { grid-column: 1 / -1; }
        .facts dt { color: var(--soft); } .facts dd { margin: 0; overflow-wrap: anywhere; }
        .tag { display: inline-block; background: var(--wash); border: 1px solid var(--line); border-radius: 999px; padding: 0 10px; margin: 0 6px 4px 0; font-size: 13px; }
        .result { white-space: nowrap; font-weight: 550; }
        .result.met, .result.succeeded { color: var(--good); } .result.missed, .result.failed { color: var(--bad); } .result.unfinished, .result.unknown { color: var(--warn); }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(380px, 1fr)); gap: 18px; }
        .side { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; min-width: 0; }
        .side h3 { margin-bottom: 6px; }
        .record { border: 1px solid var(--line); border-left: 4px solid var(--edge, var(--hatch)); border-radius: 8px; padding: 13px 16px; margin: 10px 0; }
        .record.missed, .record.failed { --edge: var(--bad); } .record.unfinished, .record.unknown { --edge: var(--warn); } .record.met, .record.succeeded { --edge: var(--good); }
        .record header { display: flex; gap: 4px 14px; flex-wrap: wrap; align-items: baseline; }
        .record header h3 { flex: 1 1 260px; }
        .meta { color: var(--soft); font-size: 13px; }
        .check { border-top: 1px solid var(--line); padding: 8px 0 6px; margin-top: 8px; }
        .check p { display: flex; justify-content: space-between; gap: 14px; } .check strong { font-weight: 600; min-width: 0; }
        .record dl, .check dl { display: grid; grid-template-columns: 92px 1fr; gap: 3px 14px; margin: 8px 0 4px; font-size: 14px; }
        .record dt, .check dt { color: var(--soft); } .record dd, .check dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
        .failure { color: var(--bad); font-weight: 550; }
        .next ul { margin: 0; padding-left: 20px; } .next li { margin: 6px 0; overflow-wrap: anywhere; } .next h3 { margin-top: 16px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 10px 0 0; padding: 0; list-style: none; font-size: 12.5px; color: var(--soft); }
        .legend li { display: flex; gap: 7px; align-items: center; } .legend svg { width: 22px; height: 14px; }
        .comparison td, .comparison thead th { min-width: 130px; } .comparison tr.differs > * { background: var(--band); } .comparison th { padding-left: 8px; }
        .run { border-top: 3px solid var(--hatch); margin-top: 44px; padding-top: 20px; }
        .hatches { position: absolute; width: 0; height: 0; }
        .pods { margin: 10px 0 0; padding-left: 20px; font-size: 13.5px; }
        footer { color: var(--soft); font-size: 12.5px; margin-top: 22px; }

        """;

    private const string Chart = """
        .timeline { display: block; width: 100%; min-width: 860px; height: auto; font-family: inherit; }
        .timeline text { font-size: 11.5px; fill: var(--ink); }
        .timeline .tick, .timeline .phase-name { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--card); stroke-width: 5px; }
        .timeline .phase-name { stroke: var(--band); }
        .timeline .lanes-title { font-weight: 650; font-size: 12px; }
        .timeline .bar-caption { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
        .timeline .missed .bar-caption, .timeline .failed .bar-caption { fill: var(--bad); font-weight: 600; }
        .timeline .bar-sign { fill: var(--on); font-weight: 700; font-size: 11px; }
        .grid { stroke: var(--line); stroke-width: 1; }
        .lane-ground { fill: var(--wash); opacity: .55; }
        .phase-strip { fill: var(--band); stroke: var(--hatch); stroke-width: .75; }
        .phase-shade { fill: var(--band); opacity: .75; }
        .bar.action .bar-box { fill: var(--calm); }
        .bar.probe .bar-box { fill: var(--probe); }
        .bar.met .bar-box { fill: var(--good); }
        .bar.missed .bar-box { fill: var(--bad); }
        .bar.failed .bar-box { fill: url(#hatch-failed); stroke: var(--bad); stroke-width: 1; }
        .bar.failed .bar-sign { paint-order: stroke; stroke: var(--bad); stroke-width: 4px; }
        .bar.unfinished .bar-box, .bar.unknown .bar-box { fill: var(--warn-wash); stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 3 2; }
        .timeline .unfinished .bar-sign, .timeline .unfinished .bar-caption { fill: var(--warn); }
        .bar.pause .bar-box { fill: url(#hatch-pause); stroke: var(--hatch); stroke-width: .75; }
        .hatch-pause .ground { fill: var(--card); } .hatch-pause .stripe { stroke: var(--hatch); stroke-width: 3; }
        .hatch-failed .ground { fill: var(--bad); } .hatch-failed .stripe { stroke: var(--bad-wash); stroke-width: 2; opacity: .55; }
        .evaluation.met rect { fill: var(--good); } .evaluation.missed rect { fill: var(--bad); } .evaluation.unknown rect { fill: var(--warn); }
        .pod-line { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 2 4; }
        .pod-back { fill: var(--card); stroke: var(--good); stroke-width: 2; }
        .timeline .pod-deleted { fill: var(--bad); font-weight: 700; font-size: 14px; }
        .timeline .pod-caption { fill: var(--soft); font-size: 11px; paint-order: stroke; stroke: var(--card); stroke-width: 3px; }
        .fault-shade { fill: var(--bad); fill-opacity: .11; stroke: var(--bad); stroke-width: .75; stroke-dasharray: 3 3; }
        .timeline .fault-caption { fill: var(--bad); font-size: 11px; }
        .timeline .latency-sum, .timeline .latency-scale { fill: var(--soft); font-size: 11px; }
        .call-line { fill: none; stroke: var(--probe); stroke-width: 1.25; }
        .call-dot { fill: var(--calm); } .call-cross { fill: none; stroke: var(--bad); stroke-width: 2.25; }
        .missed .call-line, .failed .call-line, .unfinished .call-line { stroke: var(--bad); }
        .effects { margin-top: 16px; font-size: 13.5px; } .effects caption { text-align: left; font-weight: 600; padding-bottom: 4px; }
        .effects th p { font-weight: 400; margin: 2px 0 0; } .effects tbody th { max-width: 360px; }
        .marker-line { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 4 3; }
        .timeline .marker-caption { font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
        .marker-deviation .marker-line, .marker-gate .marker-line { stroke: var(--bad); }
        .timeline .marker-deviation .marker-caption, .timeline .marker-gate .marker-caption { fill: var(--bad); }

        """;

    private const string Print = """
        @media (max-width: 640px) {
          .page { padding: 16px 10px 40px; } section { padding: 16px; } .banner, .story { padding-left: 16px; padding-right: 16px; }
          .story, .reasons li, .facts dl { grid-template-columns: 1fr; gap: 2px; } .facts dl .wide { grid-column: auto; } .pair { grid-template-columns: 1fr; }
        }
        @media print {
          :root {
            color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #ccc; --wash: #f6f6f6; --band: #eee;
            --good: #1e7b4f; --good-wash: #fff; --bad: #b8322a; --bad-wash: #fff; --warn: #8a5b00; --warn-wash: #fff; --calm: #3f6494;
            --calm-wash: #fff; --probe: #7d98b8; --on: #fff; --hatch: #999;
          }
          body { background: #fff; } .page { max-width: none; padding: 0; zoom: .7; } section { border-radius: 0; padding: 12px 14px; }
          pre { max-height: none; overflow: visible; } .scroll { overflow: visible; } .timeline { min-width: 0; }
          .record, .side, .verdict, figure, tr { break-inside: avoid; } h1, h2, h3, summary { break-after: avoid; }
          .comparison { break-after: page; } .run + .run { break-before: page; }
          details::details-content { content-visibility: visible; } summary { color: inherit; list-style: none; font-weight: 550; }
          a { color: inherit; text-decoration: none; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
