import './index.css'
import { Chart, type ChartConfiguration, type ChartType } from 'chart.js'
import { useEffect, useRef, useState } from 'preact/hooks'
import { dark } from '../../state/theme.ts'

/** A colour of the theme, for canvases, which know no variables. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()

/** A rectangle in the chart's own values, corners in order. */
export interface Box {
  x: [number, number]
  y: [number, number]
}

interface CanvasProps<T extends ChartType> {
  label: string
  config: () => ChartConfiguration<T>
  onBrush?: (box: Box) => void
  onPick?: (chart: Chart<T>, event: PointerEvent) => void
  tall?: boolean
}

interface Drag {
  from: { x: number; y: number }
  to: { x: number; y: number }
}

const farEnough = 5

const inside = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value))

/** A chart without motion, drawn anew when its data or the theme change; dragging over it chooses a rectangle, a click a point. */
export const Canvas = <T extends ChartType>({ label, config, onBrush, onPick, tall }: CanvasProps<T>) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const chart = useRef<Chart<T> | null>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const theme = dark.value

  // A theme needs new colours everywhere, so a new chart
  useEffect(() => {
    if (canvas.current === null) return
    chart.current = new Chart(canvas.current, config())
    return () => chart.current?.destroy()
  }, [theme])

  useEffect(() => {
    if (chart.current === null) return
    const next = config()
    chart.current.data = next.data
    if (next.options) chart.current.options = next.options
    chart.current.update('none')
  }, [config])

  const at = (event: PointerEvent): { x: number; y: number } => {
    const box = canvas.current?.getBoundingClientRect()
    const area = chart.current?.chartArea
    const [x, y] = [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)]
    return area === undefined ? { x, y } : { x: inside(x, area.left, area.right), y: inside(y, area.top, area.bottom) }
  }
  const down = (event: PointerEvent) => {
    if (event.button === 0 && event.pointerType !== 'touch') setDrag({ from: at(event), to: at(event) })
  }
  const move = (event: PointerEvent) => {
    if (drag === null || onBrush === undefined) return
    setDrag({ ...drag, to: at(event) })
    if (Math.abs(at(event).x - drag.from.x) > farEnough) (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
  }
  const up = (event: PointerEvent) => {
    const held = chart.current
    setDrag(null)
    if (held === null) return
    const end = at(event)
    const scale = held.scales
    if (drag === null || onBrush === undefined || Math.abs(end.x - drag.from.x) <= farEnough) return onPick?.(held, event)
    const values = (axis: 'x' | 'y'): [number, number] => {
      const [a, b] = [drag.from[axis], end[axis]].map((pixel) => scale[axis]?.getValueForPixel(pixel) ?? 0) as [number, number]
      return a < b ? [a, b] : [b, a]
    }
    onBrush({ x: values('x'), y: values('y') })
  }
  const wide = drag !== null && Math.abs(drag.to.x - drag.from.x) > farEnough
  return (
    // A chart is also a list or a range elsewhere, for those without a pointer
    <div
      class={tall ? 'chart tall' : 'chart'}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => setDrag(null)}
    >
      <canvas ref={canvas} role="img" aria-label={label} />
      {wide && (
        <div
          class="brush"
          style={{
            left: `${Math.min(drag.from.x, drag.to.x)}px`,
            top: `${Math.min(drag.from.y, drag.to.y)}px`,
            width: `${Math.abs(drag.to.x - drag.from.x)}px`,
            height: `${Math.abs(drag.to.y - drag.from.y)}px`,
          }}
        />
      )}
    </div>
  )
}

export const font = { family: "'Inter Variable', system-ui, sans-serif", size: 12 }
