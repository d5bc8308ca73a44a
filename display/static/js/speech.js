// Reading aloud with the voices of this device; none are fetched from elsewhere.
const LONGEST = 15000;
const speech = globalThis.speechSynthesis;
const TAGS = { vi: "vi-VN", en: "en-GB" };

// The voice of a language, null when the device has none.
export function voiceOf(language) {
  return speech?.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language)) ?? null;
}

// Call back now and whenever the device's voices change.
export function onVoices(told) {
  told();
  speech?.addEventListener?.("voiceschanged", told);
}

// Say a sentence; resolves when it was said, at once when there is no voice for it.
export function say(sentence, language, { volume = 1, rate = 0.95 } = {}) {
  const voice = voiceOf(language);
  if (!voice) return Promise.resolve(false);
  const words = new SpeechSynthesisUtterance(sentence);
  Object.assign(words, { voice, lang: TAGS[language], volume, rate });
  return new Promise((done) => {
    const timer = setTimeout(() => { speech.cancel(); done(false); }, LONGEST);
    const end = (said) => () => { clearTimeout(timer); done(said); };
    words.addEventListener("end", end(true));
    words.addEventListener("error", end(false));
    speech.speak(words);
  });
}

// Stop at once.
export const hush = () => speech?.cancel();
