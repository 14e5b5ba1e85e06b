// Runs before the first paint, so it is a file of its own: the page allows no inline script.
try {
  const theme = localStorage.getItem('preference.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden: the system's theme stands.
}
