/** The consent pages' look: sober blue on white, one column on a phone, two on a desk. */
export const style = `
*{box-sizing:border-box;margin:0}
:root{--ink:#1f2d3d;--soft:#5b6b7d;--line:#dbe2ea;--paper:#fff;--back:#edf1f5;--blue:#1f75cb;--blue-deep:#175ea6;--tint:#eaf3fc;--navy:#0f2942}
html{-webkit-text-size-adjust:100%}
body{font:15px/1.45 "PT Sans","Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);background:var(--back);min-height:100vh;display:flex;flex-direction:column}
header{background:var(--navy);color:#fff;height:56px;padding:0 20px;display:flex;align-items:center;gap:10px;flex:none}
.mark{font-weight:700;font-size:20px;letter-spacing:-.02em}
.pill{font-size:11px;line-height:18px;padding:0 8px;border:1px solid #ffffff59;border-radius:9px;color:#d5e3f0}
nav{margin-left:auto;display:flex}
nav a{color:#b9cbdc;text-decoration:none;min-width:44px;height:44px;display:grid;place-items:center;font-size:13px;border-radius:4px}
nav a[aria-current]{color:#fff;font-weight:700}
main{flex:1;width:100%;max-width:920px;margin:0 auto;padding:28px 20px 40px;display:grid;align-content:center}
.card{background:var(--paper);border:1px solid var(--line);border-radius:8px;box-shadow:0 12px 32px #0f294214;overflow:hidden}
.head{padding:26px 32px 22px;border-bottom:1px solid var(--line);display:flex;gap:18px;align-items:center}
.badge{flex:none;width:52px;height:52px;border-radius:12px;background:var(--navy);color:#fff;display:grid;place-items:center;font-weight:700;font-size:20px}
h1{font-size:22px;line-height:1.28;font-weight:400;text-wrap:balance;overflow-wrap:anywhere}
h1 b{font-weight:700;display:inline-block;max-width:100%}
h2{font-size:13px;line-height:18px;font-weight:700;color:var(--soft);padding:0;margin-bottom:10px}
.cols{display:grid;grid-template-columns:1fr 1fr}
.cols>*{padding:24px 32px 26px;min-width:0}
.cols>*+*{border-left:1px solid var(--line)}
.rows{display:grid;gap:8px}
.accounts{margin-bottom:26px}
.row{display:flex;align-items:center;gap:12px;min-height:56px;padding:8px 14px;border:1px solid var(--line);border-radius:6px;color:inherit;text-decoration:none;cursor:pointer;background:#fff}
.row:hover{border-color:#9dbfe2}
.row[aria-current],.row:has(input:checked){border-color:var(--blue);background:var(--tint);box-shadow:inset 0 0 0 1px var(--blue)}
.row:has(input:disabled){opacity:.5;cursor:not-allowed}
.face{flex:none;width:36px;height:36px;border-radius:50%;background:#d9e4ef;color:#2b4a69;display:grid;place-items:center;font-size:13px;font-weight:700}
.square{border-radius:8px;background:#cfe3f7}
.row .text{min-width:0;flex:1}
.row b{display:block;font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.row small{display:block;font-size:13px;line-height:17px;color:var(--soft)}
.row input{flex:none;width:20px;height:20px;margin:0;accent-color:var(--blue)}
.tick{flex:none;width:20px;height:20px;border-radius:50%;border:2px solid #b6c3d1}
.row[aria-current] .tick{border:6px solid var(--blue)}
.hint{font-size:13px;line-height:18px;color:var(--soft);margin:-4px 0 12px}
.warn{background:#fff6e0;border:1px solid #f0d591;border-radius:6px;padding:10px 14px;margin-bottom:12px;font-size:14px}
ul{list-style:none;padding:0;display:grid;gap:9px}
li{display:flex;gap:10px}
li::before{content:"";flex:none;width:6px;height:11px;margin:3px 5px 0 4px;border:solid var(--blue);border-width:0 2px 2px 0;transform:rotate(45deg)}
.foot{padding:18px 32px;border-top:1px solid var(--line);background:#f8fafc;display:flex;align-items:center;gap:12px}
.foot p{flex:1;font-size:13px;line-height:18px;color:var(--soft)}
button,.button{font:inherit;font-weight:700;min-height:44px;padding:0 26px;border-radius:6px;border:1px solid transparent;cursor:pointer;display:inline-grid;place-items:center;text-decoration:none;white-space:nowrap}
.yes{background:var(--blue);color:#fff}
.yes:hover{background:var(--blue-deep)}
.no{background:#fff;border-color:#c4cfdb;color:var(--ink)}
.no:hover{border-color:#8fa3b8}
a:focus-visible,button:focus-visible,input:focus-visible{outline:3px solid #f5a623;outline-offset:2px}
.message{padding:40px 32px;display:grid;gap:14px;justify-items:start;max-width:520px}
.message p{color:var(--soft)}
.field{display:grid;gap:6px;width:100%;font-size:13px;color:var(--soft)}
.field input{font:inherit;font-size:16px;color:var(--ink);min-height:44px;padding:0 12px;border:1px solid #8fa3b8;border-radius:6px;width:100%}
.narrow{max-width:560px;width:100%;justify-self:center}
.body{padding:24px 32px 28px}
.body>.button{margin-top:20px}
.plain{cursor:default}
.plain:hover{border-color:var(--line)}
@media (max-width:720px){
 main{padding:0;align-content:start}
 .card{border:0;border-radius:0;box-shadow:none;overflow:visible;min-height:calc(100vh - 56px);display:flex;flex-direction:column}
 .card form{flex:1;display:flex;flex-direction:column}
 .head{padding:20px;gap:14px}.badge{width:44px;height:44px;font-size:17px}
 h1{font-size:19px}
 .cols{grid-template-columns:1fr;flex:1;align-content:start}
 .cols>*{padding:18px 20px 20px}
 .cols>*+*{border-left:0;border-top:1px solid var(--line)}
 .accounts{margin-bottom:20px}
 .foot{position:sticky;bottom:0;flex-wrap:wrap;padding:12px 20px max(14px,env(safe-area-inset-bottom));box-shadow:0 -6px 18px #0f29420f}
 .foot p{display:none}
 .foot button{flex:1}
 .message{padding:32px 20px}
 .body{padding:18px 20px}
}
`;
