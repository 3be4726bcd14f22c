// Loads the sheets of thumbnails that are in sight, a few at a time, and gives shots' pictures.

const AT_ONCE = 2; // the server makes them beside planning; more would hold it up
const MOST = 32; // sheets that are kept, some 4 MB each

export class Sheets {
  constructor(told, onLoad) {
    this.told = told;
    this.onLoad = onLoad;
    this.perSheet = told.columns * told.rows;
    this.made = new Map(); // sheet to its bitmap, the least used first
    this.wanted = [];
    this.loading = new Set();
    this.failed = new Set();
  }

  // Returns {image, x, y, width, height} of a shot's picture; null until it is there.
  picture(shot) {
    const sheet = Math.floor(shot / this.perSheet);
    const image = this.made.get(sheet);
    if (!image) {
      this.want(sheet);
      return null;
    }
    this.made.delete(sheet);
    this.made.set(sheet, image);
    const { width, height, columns } = this.told;
    const place = shot % this.perSheet;
    return { image, x: (place % columns) * width, y: Math.floor(place / columns) * height, width, height };
  }

  want(sheet) {
    if (this.loading.has(sheet) || this.failed.has(sheet)) return;
    // What was asked for last is in sight.
    this.wanted = [sheet, ...this.wanted.filter((each) => each !== sheet)];
    this.go();
  }

  // What was wanted before but is out of sight by now is not loaded.
  forget() {
    this.wanted = [];
  }

  async go() {
    while (this.loading.size < AT_ONCE && this.wanted.length) this.load(this.wanted.shift());
  }

  async load(sheet) {
    this.loading.add(sheet);
    try {
      const answer = await fetch(this.told.address.replace("{}", sheet));
      if (!answer.ok) throw new TypeError(`sheet ${sheet}: ${answer.status}`);
      this.made.set(sheet, await createImageBitmap(await answer.blob()));
      this.trim();
    } catch {
      this.failed.add(sheet); // its shots stay without a picture
    }
    this.loading.delete(sheet);
    this.onLoad();
    this.go();
  }

  trim() {
    for (const [sheet, image] of this.made) {
      if (this.made.size <= MOST) return;
      image.close();
      this.made.delete(sheet);
    }
  }
}
