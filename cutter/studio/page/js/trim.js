// Trims one clip.

export function openTrim(key) {
  return key;
}
