import './guards/asking.ts';
import './guards/watermark.ts';
// The guards use what was provided above.
import './guarded-runtime.ts';
