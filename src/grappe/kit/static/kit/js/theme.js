// Runs before the first paint: the theme the person chose here, else the system's.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("grappe-theme") || "system";
    } catch {
      return "system"; // storage is closed to us: follow the system
    }
  };
  const apply = () => {
    const choice = chosen();
    root.dataset.theme = choice;
    root.dataset.bsTheme = choice === "system" ? (system.matches ? "dark" : "light") : choice;
  };
  apply();
  system.addEventListener("change", apply);
  window.addEventListener("storage", apply); // another tab chose
  window.grappeTheme = (choice) => {
    try {
      localStorage.setItem("grappe-theme", choice);
    } catch {
      root.dataset.theme = choice;
    }
    apply();
  };
})();
