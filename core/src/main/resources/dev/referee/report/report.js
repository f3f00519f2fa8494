"use strict";
const clock = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
const day = { weekday: "short", day: "numeric", month: "short" };
for (const time of document.querySelectorAll("time")) {
  const at = new Date(time.dateTime);
  if (isNaN(at) || at.getTimezoneOffset() === 0) {
    continue;
  }
  const sameDay = at.getDate() === at.getUTCDate();
  const local = document.createElement("span");
  local.textContent = " (" + at.toLocaleString([], sameDay ? clock : { ...day, ...clock }) + ")";
  time.append(local);
}
const show = () => {
  const target = document.getElementById(location.hash.slice(1));
  for (let up = target; up; up = up.parentElement) {
    if (up.tagName === "DETAILS") {
      up.open = true;
    }
  }
  if (target) {
    target.scrollIntoView();
  }
};
addEventListener("hashchange", show);
show();
