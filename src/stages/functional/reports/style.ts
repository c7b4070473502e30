import { createHash } from 'node:crypto';

/** The look of the report: light and dark as the reader's system is, narrow and wide, and on paper. */
export const style = `
:root{color-scheme:light dark;--ground:#f6f7f9;--card:#fff;--ink:#1a1f28;--quiet:#5b6472;--line:#dde1e8;--link:#1f5fbf;
--good:#12703b;--good-soft:#e2f4e8;--warn:#8a5300;--warn-soft:#fdf0d8;--bad:#b3201f;--bad-soft:#fde7e5;--none:#566070;--none-soft:#e9ecf1;--code:#f1f3f6}
@media (prefers-color-scheme:dark){:root{--ground:#12151a;--card:#1a1f27;--ink:#e7eaf0;--quiet:#9aa5b5;--line:#2d3540;--link:#86b4ff;
--good:#6fd598;--good-soft:#143323;--warn:#f0bd66;--warn-soft:#382a10;--bad:#ff958d;--bad-soft:#421c1b;--none:#aab4c2;--none-soft:#262d37;--code:#141921}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:68rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:1.25rem 0 .5rem}
p{margin:.35rem 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,pre:focus-visible,.scroll:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:4px}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.86em}
code{overflow-wrap:anywhere}
pre{margin:.4rem 0;padding:.6rem .75rem;background:var(--code);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;max-height:26rem;overflow:auto}
.quiet{color:var(--quiet)}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem;margin:.75rem 0}
.verdict{border-left:8px solid var(--none)}
.verdict.pass{border-left-color:var(--good)}.verdict.fail{border-left-color:var(--bad)}.verdict.inconclusive{border-left-color:var(--warn)}
.verdict .word{font-size:1.5rem;font-weight:700}
.pass .word{color:var(--good)}.fail .word{color:var(--bad)}.inconclusive .word{color:var(--warn)}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.6rem;margin:1rem 0 0;padding:0;list-style:none}
.numbers li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.6rem .8rem}
.numbers b{display:block;font-size:1.35rem;line-height:1.2;font-variant-numeric:tabular-nums}
.badge{display:inline-block;border-radius:999px;padding:.05rem .6rem;font-size:.8rem;font-weight:600;white-space:nowrap;background:var(--none-soft);color:var(--none)}
.badge.passed{background:var(--good-soft);color:var(--good)}.badge.warned,.badge.warning{background:var(--warn-soft);color:var(--warn)}
.badge.failed,.badge.error{background:var(--bad-soft);color:var(--bad)}
nav ul{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;list-style:none;margin:1rem 0 0;padding:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.45rem .7rem .45rem 0;border-bottom:1px solid var(--line)}
th{font-size:.8rem;color:var(--quiet);font-weight:600}
tr:last-child td{border-bottom:0}
td.number,th.number{text-align:right;padding-right:1.4rem;font-variant-numeric:tabular-nums}
details{border-top:1px solid var(--line)}
details.operation{border:1px solid var(--line);border-radius:10px;background:var(--card);margin:.6rem 0;padding:0 1rem}
details.operation>summary{padding:.75rem 0;font-weight:600}
details.operation[open]>summary{border-bottom:1px solid var(--line)}
summary{cursor:pointer;padding:.45rem 0;overflow-wrap:anywhere}
summary .badge{margin-right:.35rem}
.inside{padding:0 0 .75rem 1.1rem;border-left:2px solid var(--line);margin:0 0 .6rem .2rem}
.finding{border-left:4px solid var(--none);padding:.1rem 0 .1rem .8rem;margin:.9rem 0;overflow-wrap:anywhere}
.finding.error{border-left-color:var(--bad)}.finding.warning{border-left-color:var(--warn)}
.method{display:inline-block;min-width:3.6rem;font-weight:700}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.4rem 0}
dl.facts dt{color:var(--quiet)}dl.facts dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:3rem;color:var(--quiet);font-size:.9rem;overflow-wrap:anywhere}
.skip{position:absolute;left:-999rem}.skip:focus{position:static}
@media (max-width:40rem){main{padding:1rem .7rem 3rem}h1{font-size:1.3rem}
.inside{padding-left:.6rem}dl.facts{grid-template-columns:1fr}dl.facts dd{margin-bottom:.3rem}
.stack thead{position:absolute;left:-999rem}.stack tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}.stack td{display:inline-block;border:0;padding:.1rem .8rem .1rem 0}
.stack td:first-child{display:block}.stack td.number{text-align:left}.stack td[data-label]::before{content:attr(data-label) " ";color:var(--quiet)}}
@media print{:root{color-scheme:light;--ground:#fff;--card:#fff;--ink:#000;--quiet:#444;--line:#bbb;--code:#fff}
main{max-width:none;padding:0}nav,.skip{display:none}pre{max-height:none}
details::details-content{content-visibility:visible;block-size:auto}details.operation{break-inside:auto}.finding,tr{break-inside:avoid}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;

/** The style as a Content-Security-Policy names it (CSP level 3 §6.7.2). */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;

/** What the page may do: be shown, with this style. No script, no request, no form, no frame; the same words stand in the page itself. */
export const contentPolicy = `default-src 'none'; style-src ${styleSource}; base-uri 'none'; form-action 'none'`;
