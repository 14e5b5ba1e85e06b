// amoCRM's answer leaves the address before anything else is requested or drawn, so that neither
// the address bar nor the history holds the code. The app takes it from here once it has loaded:
// components/amo-crm/page-landing.web.ts.
(function () {
  const path = '/amo-crm/callback';
  const here = window.location;
  if (here.pathname.replace(/\/$/, '') !== path || here.search + here.hash === '') return;
  window.amoCrmLanding = here.search;
  window.history.replaceState(window.history.state, '', path);
})();
