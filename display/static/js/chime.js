// A soft two-tone chime, made on the spot; browsers allow sound only after a touch.
const TONES = [[783.99, 0], [587.33, 0.42]];
const LENGTH = 1.5;
let context = null;

// Quieter before seven and after six.
export const volumeAt = (hour) => (hour >= 7 && hour < 18 ? 0.5 : 0.2);

// Whether the browser lets the page sound.
export function allowed() {
  context ??= new AudioContext();
  return context.state === "running";
}

// Try to be allowed to sound; call it on a touch.
export async function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume();
  return context.state === "running";
}

// Play the chime; resolves when it has faded (at once when sound is not allowed).
export function chime(volume) {
  if (!allowed()) return Promise.resolve();
  const start = context.currentTime + 0.02;
  for (const [frequency, delay] of TONES) tone(frequency, start + delay, volume);
  return new Promise((done) => { setTimeout(done, LENGTH * 1000); });
}

function tone(frequency, at, volume) {
  for (const [partial, share] of [[1, 1], [2, 0.25], [3, 0.08]]) {
    const wave = context.createOscillator();
    const gain = context.createGain();
    wave.frequency.value = frequency * partial;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(volume * share * 0.5, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0005, at + 1);
    wave.connect(gain).connect(context.destination);
    wave.start(at);
    wave.stop(at + 1.05);
  }
}
