// The token of a one-time link, /set-password#token=…, leaves the address before anything else is
// requested or drawn. The app takes it from here once it has loaded:
// components/auth/one-time-token.web.ts.
(function () {
  const path = '/set-password';
  const here = window.location;
  function take() {
    if (here.pathname.replace(/\/$/, '') !== path || here.hash === '') return;
    window.oneTimeToken = new URLSearchParams(here.hash.slice(1)).get('token');
    window.history.replaceState(window.history.state, '', path);
  }
  take();
  // A second link given to the same page changes its address without loading it: load it.
  window.addEventListener('hashchange', function () {
    if (here.pathname.replace(/\/$/, '') === path && here.hash !== '') here.reload();
  });
})();
