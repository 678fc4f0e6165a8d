import './guards/asking.ts';
import './guards/watermark.ts';
// The guards are installed here, with what was provided above.
import './runtime.ts';
