// Before the first paint, so that a dark page never flashes white. A file of its own because the Content-Security-Policy
// allows no inline script.
try {
  var theme = localStorage.getItem("jari:theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // no storage: the device's own setting holds
}
