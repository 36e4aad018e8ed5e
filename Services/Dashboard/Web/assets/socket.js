// One socket for the page. It comes back by itself with the last id it has seen; `resync` means that everything has to be loaded anew.
// The server says every 20 s that it lives: a connection that nobody has closed may be dead all the same, and pings are not shown to a script.
const mostSilence = 45_000, steady = 10_000, shortest = 250, longest = 8000;

export class Live {
  constructor({ onEvent, onPosition, onResync, onState }) {
    Object.assign(this, { onEvent, onPosition, onResync, onState });
    this.rooms = new Set(); this.last = null; this.delay = shortest; this.socket = null; this.heardAt = 0; this.subscribedAt = null;
  }

  /** Connects. `onResync` is called when changes are heard, so that none falls between what is loaded and the first of them; without a socket after half a second, and again with it. */
  start() {
    this.connect();
    setTimeout(() => { if (!this.last) this.onResync(); }, 500);
    setInterval(() => { if (this.socket && Date.now() - this.heardAt > mostSilence) this.lost(); }, 5000);
  }

  subscribe(rooms) {
    const added = rooms.filter((room) => !this.rooms.has(room));
    added.forEach((room) => this.rooms.add(room));
    // Rooms that were never heard have missed nothing: no id.
    if (added.length && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "subscribe", rooms: added }));
  }

  connect() {
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    this.heardAt = Date.now();
    this.subscribedAt = null;
    socket.onopen = () => socket.send(JSON.stringify({ type: "subscribe", rooms: [...this.rooms], ...(this.last ? { after: this.last } : {}) }));
    socket.onmessage = ({ data }) => { if (socket === this.socket) this.hear(JSON.parse(data)); };
    socket.onclose = ({ code }) => {
      if (socket !== this.socket) return;
      if (code === 4401) location.assign("/login"); else this.lost();
    };
  }

  hear(message) {
    this.heardAt = Date.now();
    if (message.type === "event") { this.last = message.id; this.onEvent(message); }
    else if (message.type === "position:updated") this.onPosition(message.data);
    else if (message.type === "alive") this.onState(message.hearing ? "live" : "silent");
    else if (message.type === "resync") { this.last = message.id; this.onResync(); }
    else if (message.type === "subscribed") {
      this.subscribedAt ??= Date.now();
      if (!this.last) { this.last = message.id; this.onResync(); }
    }
  }

  /** Ends a connection that does not work and tries again, later each time until one has held for a while. */
  lost() {
    const socket = this.socket;
    this.socket = null;
    socket.close();
    if (this.subscribedAt && Date.now() - this.subscribedAt > steady) this.delay = shortest;
    this.onState("reconnecting");
    setTimeout(() => this.connect(), this.delay);
    this.delay = Math.min(longest, this.delay * 2);
  }
}
