// The sizes of the session table in pixels, for what places its rows and for what stands in for it.
export const rowHeight = 48;
export const headHeight = 34;
