(() => {
  // Only in the preview: asks each second whether the page is still the latest.
  const mine = document.currentScript.dataset.etat;
  async function look() {
    if (!document.hidden) {
      try {
        const answer = await fetch("/_etat", { cache: "no-store" });
        if (answer.ok && (await answer.text()) !== mine) location.reload();
      } catch { /* The preview has stopped; it may come back. */ }
    }
    setTimeout(look, 1000);
  }
  setTimeout(look, 1000);
})();
