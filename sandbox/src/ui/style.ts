/** The desk's look: the sober blue of the consent page, dense enough for a working day, light or dark. */
export const style = `
*{box-sizing:border-box;margin:0}
:root{color-scheme:light dark;--back:#edf1f5;--paper:#fff;--sunk:#f4f7fa;--line:#d8e0e8;--edge:#76879a;--ink:#1b2a3a;--soft:#506072;--blue:#1a66b4;--on-blue:#fff;--tint:#e4effa;--bad:#ad251c;--bad-tint:#fdebe9;--good:#1b6a3a;--good-tint:#e4f3e9;--warn:#7d4a00;--warn-tint:#fdf1d9;--navy:#0f2942;--focus:#c26d00}
@media (prefers-color-scheme:dark){:root{--back:#0e151c;--paper:#17212b;--sunk:#121a23;--line:#2a3846;--edge:#71849a;--ink:#e8eef4;--soft:#a6b5c4;--blue:#83baf1;--on-blue:#0a1826;--tint:#1c3145;--bad:#ffa096;--bad-tint:#3a1d1b;--good:#93d6a9;--good-tint:#16301f;--warn:#f1bb70;--warn-tint:#352814;--navy:#0a1520;--focus:#f5a623}}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%}
body{font:15px/1.45 "PT Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);background:var(--back);min-height:100vh}
a{color:var(--blue);text-underline-offset:2px}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;z-index:9;background:var(--paper);padding:12px;border-radius:6px}
body>header{background:var(--navy);color:#fff;display:flex;flex-wrap:wrap;align-items:center;gap:0 20px;padding:0 20px}
.brand{color:#fff;text-decoration:none;min-height:56px;display:flex;align-items:center;gap:10px}
.brand b{font-size:20px;letter-spacing:-.02em}
.pill{font-size:11px;line-height:18px;padding:0 8px;border:1px solid #ffffff59;border-radius:9px;color:#d5e3f0;white-space:nowrap}
nav{display:flex;overflow-x:auto;order:3;width:100%;margin:0 -12px;scrollbar-width:none}
nav a{color:#c3d3e2;text-decoration:none;min-height:44px;padding:0 12px;display:grid;place-items:center;white-space:nowrap;border-bottom:3px solid transparent}
nav a:hover{color:#fff}
nav a[aria-current]{color:#fff;font-weight:700;border-color:#6cb2f5}
.switch{margin-left:auto;display:flex;align-items:center;gap:8px;min-width:0}
.switch label{color:#c3d3e2;font-size:13px;white-space:nowrap}
.switch select,.switch button{background:#1b3955;color:#fff;border-color:#6f8ba6}
.switch select{min-width:0;max-width:300px;text-overflow:ellipsis}
main{max-width:1120px;margin:0 auto;padding:20px 20px 48px}
main:focus{outline:none}
main.wide{max-width:none}
h1{font-size:24px;line-height:1.25;font-weight:700;letter-spacing:-.01em;text-wrap:balance;overflow-wrap:anywhere}
h2{font-size:16px;line-height:22px}
h3{font-size:14px;line-height:20px}
small{display:block;font-size:13px;line-height:18px;color:var(--soft);overflow-wrap:anywhere}
.lead{color:var(--soft);max-width:68ch;margin:4px 0 16px}
.hint{color:var(--soft);font-size:13px;line-height:18px;overflow-wrap:anywhere}
.crumb{margin-bottom:4px}.crumb a{display:inline-flex;align-items:center;min-height:44px}
.title{margin-bottom:16px}.title p{color:var(--soft);margin-top:2px;overflow-wrap:anywhere}.title .price{color:var(--ink)}
.price{font-variant-numeric:tabular-nums;white-space:nowrap}
button,.button,summary.button{font:inherit;font-weight:600;min-height:44px;padding:0 16px;border-radius:6px;border:1px solid var(--edge);background:var(--paper);color:var(--ink);cursor:pointer;display:inline-flex;align-items:center;justify-content:center;text-decoration:none;text-align:center}
button:hover,.button:hover{background:var(--sunk);border-color:var(--ink)}
.main.main{background:var(--blue);color:var(--on-blue);border-color:transparent}
.main.main:hover{background:color-mix(in srgb,var(--blue) 86%,var(--ink));color:var(--on-blue)}
.danger.danger{color:var(--bad)}
button.bad{background:var(--bad);color:var(--paper);border-color:transparent}
button.bad:hover{background:color-mix(in srgb,var(--bad) 86%,var(--ink))}
button[aria-pressed=true]{background:var(--tint);border-color:var(--blue)}
input,select,textarea{font:inherit;font-size:16px;color:inherit;background:var(--paper);border:1px solid var(--edge);border-radius:6px;min-height:44px;padding:8px 12px;width:100%;min-width:0}
textarea{display:block;resize:vertical;line-height:1.4}
input::placeholder{color:var(--soft);opacity:1}
output{display:block;overflow-wrap:anywhere;padding:4px 0}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.field{display:grid;gap:4px;align-content:start;min-width:0}
.field label,legend{font-size:13px;line-height:18px;color:var(--soft)}
fieldset{border:0;padding:0}
.check{display:flex;gap:10px;align-items:center;min-height:44px;color:var(--ink)!important;font-size:15px!important}
.check input{width:20px;height:20px;min-height:0;flex:none;accent-color:var(--blue)}
.stack{display:grid;gap:12px}
.stack>button{justify-self:start}
.cells{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:12px;align-items:start}
.pair{display:flex;flex-wrap:wrap;gap:8px}
.inline{display:flex;flex-wrap:wrap;align-items:center;gap:8px}
.inline label{font-size:13px;color:var(--soft)}
.inline input,.inline select{width:auto;flex:1 1 140px;max-width:280px}
.tools{display:flex;flex-wrap:wrap;align-items:flex-start;gap:8px 16px;margin:12px 0}
.tools .inline{flex:1 1 480px}
summary{cursor:pointer;min-height:44px;display:flex;align-items:center;gap:8px;border-radius:6px}
summary::-webkit-details-marker{display:none}
details:not(.pop)>summary::before{content:"";flex:none;width:7px;height:7px;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg);margin:0 5px}
details:not(.pop)[open]>summary::before{transform:rotate(45deg)}
.panel details:not(.pop)>summary{color:var(--blue);font-weight:600}
.pop[open]{border:1px solid var(--line);border-radius:8px;background:var(--sunk);padding:10px}
.pop[open]>.stack{padding:12px 2px 2px;max-width:420px}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:16px;display:grid;gap:12px;align-content:start;min-width:0}
.panel>*{min-width:0}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr));gap:16px;align-items:start;margin-bottom:16px}
.twin{display:grid;grid-template-columns:minmax(0,5fr) minmax(0,7fr);gap:16px;align-items:start}
.twin+.panel{margin-top:16px}
.twin>div,.stacked{display:grid;gap:16px;align-content:start;min-width:0}
.panel details .field{margin-bottom:10px}
.list{list-style:none;padding:0;display:grid}
.list li{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:8px;padding:8px 0;border-top:1px solid var(--line);min-height:44px}
.list li:first-child{border-top:0}
.list li>span{min-width:0;flex:1 1 160px;overflow-wrap:anywhere}
.list a{display:inline-flex;align-items:center;min-height:44px;margin:-8px 0 -6px}
.list .pop[open]{flex-basis:100%}
.task-row form{flex:1 1 100%}
.empty{color:var(--soft);padding:4px 0}
.empty.big{border:1px dashed var(--edge);border-radius:8px;padding:40px 20px;text-align:center}
.note{border-radius:8px;padding:12px 16px;margin-bottom:16px;overflow-wrap:anywhere;border:1px solid currentColor}
.note.good{background:var(--good-tint);color:var(--good)}
.note.bad{background:var(--bad-tint);color:var(--bad)}
.note.warn{background:var(--warn-tint);color:var(--warn);display:grid;gap:12px}
.marks{display:flex;flex-wrap:wrap;gap:6px}
.badge{font-size:12px;line-height:20px;font-weight:600;padding:0 8px;border-radius:10px;background:var(--tint);color:var(--ink);white-space:nowrap}
.badge.good{background:var(--good-tint);color:var(--good)}
.badge.bad{background:var(--bad-tint);color:var(--bad)}
.now{font-size:28px;line-height:36px;font-weight:700;font-variant-numeric:tabular-nums}
.timeline{list-style:none;padding:0;display:grid;gap:14px}
.timeline li{border-left:3px solid var(--line);padding-left:12px;overflow-wrap:anywhere}
.timeline .said{border-color:var(--blue)}
blockquote{margin:4px 0;padding:8px 12px;background:var(--sunk);border-radius:6px;white-space:pre-line}
.facts{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:6px 12px}
.facts dt{color:var(--soft);font-size:13px;line-height:20px}
.facts dd{margin:0;overflow-wrap:anywhere}
.late{color:var(--bad)}
.board{display:flex;gap:10px;overflow-x:auto;padding:2px 0 10px;height:calc(100vh - 242px);min-height:440px;scroll-snap-type:x proximity}
.column{flex:1 0 236px;max-width:320px;display:flex;flex-direction:column;min-height:0;background:var(--sunk);border:1px solid var(--line);border-radius:8px;overflow:hidden;scroll-snap-align:start}
.column>header{padding:0 12px 8px;border-bottom:1px solid var(--line)}
.colour{display:block;width:calc(100% + 24px);height:5px;margin:0 -12px 8px}
.column h2{font-size:14px;line-height:18px;text-transform:none;overflow-wrap:anywhere}
.column header p{font-size:13px;line-height:18px;color:var(--soft);display:flex;flex-wrap:wrap;gap:0 5px;font-variant-numeric:tabular-nums}
.column header p b{color:var(--ink)}
.column header p span{margin-left:auto}
.column.over{border-color:var(--blue);box-shadow:inset 0 0 0 2px var(--blue);background:var(--tint)}
.cards{flex:1;overflow-y:auto;padding:8px;display:grid;gap:8px;align-content:start}
.cards>.empty{text-align:center;padding:16px 0;font-size:13px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:8px 10px;display:grid;gap:3px;min-width:0}
.card[draggable]{cursor:grab}
.card:hover{border-color:var(--edge)}
.card.dragged{opacity:.5}
.card h3{font-weight:600;min-width:0}
.card h3 a{color:inherit;text-decoration:none;display:flex;align-items:center;min-height:44px;padding:3px 0;line-height:19px;overflow-wrap:anywhere}
.card h3 a:hover{color:var(--blue);text-decoration:underline}
.card .row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 8px;font-size:13px;line-height:18px}
.who{color:var(--soft)}
.meta,.task{font-size:13px;line-height:18px;color:var(--soft);overflow-wrap:anywhere}
.task b{font-weight:600;color:var(--ink)}
.task.late,.task.late b{color:var(--bad)}
.task.none{color:var(--warn)}
.tags{display:flex;flex-wrap:wrap;gap:4px}
.tags span{font-size:12px;line-height:18px;padding:0 6px;border:1px solid var(--line);border-radius:5px;color:var(--soft)}
.card .pair button,.card .pair .button{font-size:14px;padding:0 10px}
.grid.two{grid-template-columns:repeat(auto-fill,minmax(min(420px,100%),1fr))}
.move{display:flex;gap:6px;margin-top:4px}
.move select{font-size:14px;padding:0 6px;background:var(--sunk);border-color:transparent;color:var(--soft)}
.move select:hover{border-color:var(--edge)}
.move button{padding:0 12px;flex:none}
.move:has(option[value=""]:checked) button{display:none}
.more{font-size:14px}
.log{display:grid;gap:6px}
.log details{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:0 12px}
.log details[open]{padding-bottom:12px}
.log summary{flex-wrap:nowrap;padding:6px 0}
.log time{font-variant-numeric:tabular-nums;color:var(--soft);font-size:13px}
.log .address{flex:1;min-width:0;overflow-wrap:anywhere}
.log h2{font-size:14px;margin:10px 0 4px}
.badge.out{background:var(--warn-tint);color:var(--warn)}
pre{font:12.5px/1.5 ui-monospace,"SF Mono",Consolas,"Liberation Mono",monospace;background:var(--sunk);border:1px solid var(--line);border-radius:6px;padding:10px;max-height:320px;overflow:auto;white-space:pre-wrap;overflow-wrap:anywhere}
@media (min-width:1060px){nav{order:0;width:auto;margin:0}nav a{min-height:56px}}
@media (max-width:760px){
 body>header{padding:0 14px}
 main{padding:14px 14px 40px}
 .switch{margin:0;width:100%;padding-bottom:6px}
 .switch select{max-width:none;flex:1}
 .brand{min-height:48px}
 nav{margin:0 -14px;width:calc(100% + 28px);padding:0 2px}
 .twin{grid-template-columns:minmax(0,1fr)}
 .tools .inline{flex-basis:100%}
 .tools .inline label{flex:0 0 74px}
 .tools .inline input,.tools .inline select{flex:1 1 calc(100% - 90px);max-width:none}
 .tools .inline button{flex:1}
 .board{margin:0 -14px;padding:2px 14px 10px;height:auto;scroll-snap-type:x mandatory;scroll-padding:14px}
 .column{flex:0 0 calc(100vw - 62px);max-width:none;max-height:78vh}
 .log summary{flex-wrap:wrap;gap:4px 8px}
 .log .address{flex-basis:100%;order:9}
 .tools>.pop,.tools>.pop>summary{width:100%}
}
@media (prefers-reduced-motion:no-preference){.column,.card,button{transition:background-color .12s,border-color .12s}}
`;
