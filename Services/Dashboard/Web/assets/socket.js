// One socket for the page. It comes back by itself with the last id it has seen; `resync` means that everything has to be loaded anew.
export class Live {
  constructor({ onEvent, onPosition, onResync, onState }) {
    Object.assign(this, { onEvent, onPosition, onResync, onState });
    this.rooms = new Set(); this.last = null; this.delay = 250; this.socket = null;
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
    socket.onopen = () => {
      this.delay = 250;
      socket.send(JSON.stringify({ type: "subscribe", rooms: [...this.rooms], ...(this.last ? { after: this.last } : {}) }));
      this.onState("live");
    };
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "event") { this.last = message.id; this.onEvent(message); }
      else if (message.type === "position:updated") this.onPosition(message.data);
      else if (message.type === "subscribed") this.last ??= message.id;
      else if (message.type === "resync") { this.last = message.id; this.onResync(); }
    };
    socket.onclose = ({ code }) => {
      if (code === 4401) { location.assign("/login"); return; }
      this.onState("reconnecting");
      setTimeout(() => this.connect(), this.delay);
      this.delay = Math.min(8000, this.delay * 2);
    };
  }
}
